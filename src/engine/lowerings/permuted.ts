/** Kernels that treat each axis on its own (slices, padding, concatenation) compute in channels-first layout when their input has it. */
import type { GraphBuilder, Ref } from '../trace/builder.js';
import type { Value } from '../trace/ir.js';
import { channelsFirstPermutation, type Layout } from '../trace/layout.js';

export interface AxisView {
  readonly layout: Layout;
  readonly ref: Ref;
  /** A list that has one entry per logical axis, in the order of the layout. */
  order<T>(perLogicalAxis: readonly T[]): T[];
  /** Where a logical axis stands. */
  place(axis: number): number;
}

/** `x` in a layout whose axes are the logical ones in another order. */
export function axisView(graph: GraphBuilder, x: Value, layout: Layout = preferred(graph, [x])): AxisView {
  const order = layout === 'logical' ? x.shape.map((_, axis) => axis) : channelsFirstPermutation(x.shape.length);
  return {
    layout,
    ref: graph.use(x, layout),
    order: (entries) => order.map((axis) => entries[axis]!),
    place: (axis) => order.indexOf(axis),
  };
}

/** Channels first when the largest value exists so, or only in blocks. */
export function preferred(graph: GraphBuilder, values: readonly Value[]): Layout {
  const images = values.filter((value) => value.shape.length >= 3 && value.shape.length <= 5 && !graph.has(value, 'logical'));
  return images.length > 0 && images.length * 2 >= values.length ? 'channelsFirst' : 'logical';
}

/** Emits slices with steps, for every kernel that cuts. */
import type { GraphBuilder, Ref } from '../trace/builder.js';

/** From `begin` (included) to `end` (excluded) along every axis. Axes that are kept whole are left out. */
export function emitSlice(graph: GraphBuilder, x: Ref, shape: readonly number[], begin: readonly number[], end: readonly number[], steps: readonly number[] = shape.map(() => 1)): Ref {
  const axes = shape.flatMap((length, axis) => (begin[axis] === 0 && end[axis] === length && steps[axis] === 1 ? [] : [axis]));
  if (axes.length === 0) return x;
  const pick = (list: readonly number[]): Ref => graph.ints(axes.map((axis) => list[axis]!));
  return graph.op('Slice', [x, pick(begin), pick(end), graph.ints(axes), pick(steps)]);
}

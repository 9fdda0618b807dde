/** Kernels that only change the shape. Axes of length one beside the channels do not force a change of layout. */
import type { GraphBuilder } from '../trace/builder.js';
import type { KernelNode } from '../trace/ir.js';
import { channelsFirst } from '../trace/layout.js';
import { sameShape } from './elementwise.js';

export function emitReshape(graph: GraphBuilder, node: KernelNode): void {
  const x = node.inputs['x'] ?? node.input('input');
  const { shape } = node.output;
  const isImage = x.shape.length >= 3 && shape.length >= 3 && sameShape(essence(x.shape), essence(shape));
  if (isImage && !graph.has(x, 'logical')) graph.define(node.output, graph.reshape(graph.use(x, 'channelsFirst'), channelsFirst(shape)), 'channelsFirst');
  else graph.define(node.output, graph.reshape(graph.use(x), shape));
}

/** Batch, channels, and the positions' axes that are longer than one. */
function essence(shape: readonly number[]): number[] {
  return [shape[0]!, ...shape.slice(1, -1).filter((length) => length !== 1), shape[shape.length - 1]!];
}

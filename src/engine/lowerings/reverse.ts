/** Kernels that turn axes round. */
import type { GraphBuilder } from '../trace/builder.js';
import type { KernelNode, Value } from '../trace/ir.js';
import { axisView } from './permuted.js';

export function emitReverse(graph: GraphBuilder, node: KernelNode, x: Value, axes: readonly number[]): void {
  const view = axisView(graph, x);
  let { ref } = view;
  for (const axis of axes) {
    const length = x.shape[axis]!;
    if (length > 1) ref = graph.op('Gather', [ref, graph.ints(Array.from({ length }, (_, i) => length - 1 - i))], { axis: view.place(axis) });
  }
  graph.define(node.output, ref, view.layout);
}

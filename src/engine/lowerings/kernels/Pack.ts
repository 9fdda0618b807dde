import type { PackAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

function axisOf(call: KernelCall): number {
  const { axis } = attributesOf<PackAttrs>(call);
  return axis < 0 ? axis + call.inputs['0']!.shape.length + 1 : axis;
}

/** Stacks tensors of one shape along a new axis. */
export default defineLowering({
  infer(call) {
    const parts = Object.values(call.inputs);
    const { shape, dtype } = parts[0]!;
    const axis = axisOf(call);
    return { shape: [...shape.slice(0, axis), parts.length, ...shape.slice(axis)], dtype };
  },
  lower(node, graph) {
    const axis = axisOf(node);
    const single = node.output.shape.map((length, i) => (i === axis ? 1 : length));
    const parts = Object.values(node.inputs).map((part) => graph.reshape(graph.use(part), single));
    graph.define(node.output, parts.length === 1 ? parts[0]! : graph.op('Concat', parts, { axis }));
  },
});

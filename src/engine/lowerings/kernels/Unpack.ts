import type { UnpackAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitSlice } from '../slice.js';

function axisOf(call: KernelCall): number {
  const { axis } = attributesOf<UnpackAttrs>(call);
  return axis < 0 ? axis + call.inputs['value']!.shape.length : axis;
}

/** Takes an axis apart. */
export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['value']!;
    const axis = axisOf(call);
    return Array.from({ length: shape[axis]! }, () => ({ shape: shape.filter((_, i) => i !== axis), dtype }));
  },
  lower(node, graph) {
    const value = node.input('value');
    const axis = axisOf(node);
    node.outputs.forEach((output, index) => {
      const begin = value.shape.map((_, i) => (i === axis ? index : 0));
      const end = value.shape.map((length, i) => (i === axis ? index + 1 : length));
      graph.define(output, graph.reshape(emitSlice(graph, graph.use(value), value.shape, begin, end), output.shape));
    });
  },
});

import type { EinsumAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer(call) {
    const [left, right] = attributesOf<EinsumAttrs>(call).equation.replaceAll(' ', '').split('->');
    const lengths = new Map<string, number>();
    left!.split(',').forEach((letters, i) => [...letters].forEach((letter, axis) => lengths.set(letter, call.inputs[String(i)]!.shape[axis]!)));
    return { shape: [...(right ?? '')].map((letter) => lengths.get(letter)!), dtype: call.inputs['0']!.dtype };
  },
  lower(node, graph) {
    const equation = attributesOf<EinsumAttrs>(node).equation.replaceAll(' ', '');
    graph.define(node.output, graph.op('Einsum', Object.values(node.inputs).map((value) => graph.use(value)), { equation }));
  },
});

import type { TransposeAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { channelsFirstPermutation } from '../../trace/layout.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    return { shape: attributesOf<TransposeAttrs>(call).perm.map((axis) => shape[axis]!), dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { perm } = attributesOf<TransposeAttrs>(node);
    if (graph.has(x, 'logical') || !graph.has(x, 'channelsFirst')) {
      graph.define(node.output, graph.transpose(graph.use(x), perm));
      return;
    }
    // Two permutations in a row are one: where each axis stands in the layout at hand.
    const order = channelsFirstPermutation(x.shape.length);
    graph.define(node.output, graph.transpose(graph.use(x, 'channelsFirst'), perm.map((axis) => order.indexOf(axis))));
  },
});

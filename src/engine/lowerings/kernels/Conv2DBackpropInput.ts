import type { Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { conv2dGeometry } from '../convolution/geometry.js';
import { emitInputGradient } from '../convolution/inputGradient.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<Conv2DBackpropInputAttrs>(call).inputShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<Conv2DBackpropInputAttrs>(node);
    const filter = node.input('filter');
    const { ref, layout } = emitInputGradient(graph, node.input('dy'), filter, conv2dGeometry(attributes.inputShape, filter.shape, attributes));
    graph.define(node.output, ref, layout);
  },
});

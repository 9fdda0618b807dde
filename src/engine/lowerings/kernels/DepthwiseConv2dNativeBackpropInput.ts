import type { DepthwiseConv2dNativeBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { conv2dGeometry } from '../convolution/geometry.js';
import { emitInputGradient } from '../convolution/inputGradient.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<DepthwiseConv2dNativeBackpropInputAttrs>(call).inputShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<DepthwiseConv2dNativeBackpropInputAttrs>(node);
    const filter = node.input('filter');
    const geometry = conv2dGeometry(attributes.inputShape, filter.shape, attributes, true);
    const { ref, layout } = emitInputGradient(graph, node.input('dy'), filter, geometry, true);
    graph.define(node.output, ref, layout);
  },
});

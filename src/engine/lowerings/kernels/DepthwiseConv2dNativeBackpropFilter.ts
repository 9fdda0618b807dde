import type { DepthwiseConv2dNativeBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { emitDepthwiseFilterGradient } from '../convolution/filterGradient.js';
import { conv2dGeometry } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<DepthwiseConv2dNativeBackpropFilterAttrs>(call).filterShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<DepthwiseConv2dNativeBackpropFilterAttrs>(node);
    const x = node.input('x');
    const geometry = conv2dGeometry(x.shape, attributes.filterShape, attributes, true);
    graph.define(node.output, emitDepthwiseFilterGradient(graph, x, node.input('dy'), geometry));
  },
});

import type { Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { emitFilterGradient } from '../convolution/filterGradient.js';
import { conv2dGeometry } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<Conv2DBackpropFilterAttrs>(call).filterShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<Conv2DBackpropFilterAttrs>(node);
    const x = node.input('x');
    graph.define(node.output, emitFilterGradient(graph, x, node.input('dy'), conv2dGeometry(x.shape, attributes.filterShape, attributes)));
  },
});

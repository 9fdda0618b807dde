import type { Conv3DBackpropFilterV2Attrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { emitFilterGradient } from '../convolution/filterGradient.js';
import { conv3dGeometry } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<Conv3DBackpropFilterV2Attrs>(call).filterShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<Conv3DBackpropFilterV2Attrs>(node);
    const x = node.input('x');
    graph.define(node.output, emitFilterGradient(graph, x, node.input('dy'), conv3dGeometry(x.shape, attributes.filterShape, attributes)));
  },
});

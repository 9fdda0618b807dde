import type { Conv3DBackpropInputV2Attrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { conv3dGeometry } from '../convolution/geometry.js';
import { emitInputGradient } from '../convolution/inputGradient.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: (call) => ({ shape: attributesOf<Conv3DBackpropInputV2Attrs>(call).inputShape, dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<Conv3DBackpropInputV2Attrs>(node);
    const filter = node.input('filter');
    const { ref, layout } = emitInputGradient(graph, node.input('dy'), filter, conv3dGeometry(attributes.inputShape, filter.shape, attributes));
    graph.define(node.output, ref, layout);
  },
});

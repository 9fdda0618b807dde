import type { ReshapeAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { emitReshape } from '../reshape.js';

export default defineLowering({
  infer(call) {
    const x = call.inputs['x']!;
    return { shape: tf.util.inferFromImplicitShape(attributesOf<ReshapeAttrs>(call).shape, x.size), dtype: x.dtype };
  },
  lower: (node, graph) => emitReshape(graph, node),
});

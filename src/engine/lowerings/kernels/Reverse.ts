import type { ReverseAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { emitReverse } from '../reverse.js';

export default defineLowering({
  infer: ({ inputs }) => inputs['x']!,
  lower(node, graph) {
    const x = node.input('x');
    emitReverse(graph, node, x, tf.util.parseAxisParam(attributesOf<ReverseAttrs>(node).dims, [...x.shape]));
  },
});

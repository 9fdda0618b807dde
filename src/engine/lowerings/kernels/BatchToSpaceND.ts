import type { BatchToSpaceNDAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { emitSlice } from '../slice.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { blockShape, crops } = attributesOf<BatchToSpaceNDAttrs>(call);
    const block = blockShape.reduce((a, b) => a * b, 1);
    const positions = blockShape.map((size, i) => shape[i + 1]! * size - crops[i]![0]! - crops[i]![1]!);
    return { shape: [shape[0]! / block, ...positions, ...shape.slice(1 + blockShape.length)], dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { blockShape, crops } = attributesOf<BatchToSpaceNDAttrs>(node);
    const block = blockShape.reduce((a, b) => a * b, 1);
    const apart = tf.backend_util.getReshaped([...x.shape], blockShape, block);
    const perm = tf.backend_util.getPermuted(apart.length, blockShape.length);
    const whole = tf.backend_util.getReshapedPermuted([...x.shape], blockShape, block);
    const together = graph.reshape(graph.transpose(graph.reshape(graph.use(x), apart), perm), whole);
    const begin = whole.map((_, axis) => (axis === 0 ? 0 : (crops[axis - 1]?.[0] ?? 0)));
    const end = begin.map((start, axis) => start + node.output.shape[axis]!);
    graph.define(node.output, emitSlice(graph, together, whole, begin, end));
  },
});

import type { SpaceToBatchNDAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { blockShape, paddings } = attributesOf<SpaceToBatchNDAttrs>(call);
    const block = blockShape.reduce((a, b) => a * b, 1);
    const positions = blockShape.map((size, i) => (shape[i + 1]! + paddings[i]![0]! + paddings[i]![1]!) / size);
    return { shape: [shape[0]! * block, ...positions, ...shape.slice(1 + blockShape.length)], dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { blockShape, paddings } = attributesOf<SpaceToBatchNDAttrs>(node);
    const all = x.shape.map((_, axis) => (axis === 0 ? [0, 0] : (paddings[axis - 1] ?? [0, 0])));
    const padded = graph.op('Pad', [graph.use(x), graph.ints([...all.map(([before]) => before!), ...all.map(([, after]) => after!)]), graph.scalar(0, x.dtype)]);
    const paddedShape = x.shape.map((length, axis) => length + all[axis]![0]! + all[axis]![1]!);
    const block = blockShape.reduce((a, b) => a * b, 1);
    const apart = tf.backend_util.getReshaped(paddedShape, blockShape, block, false);
    const perm = tf.backend_util.getPermuted(apart.length, blockShape.length, false);
    graph.define(node.output, graph.reshape(graph.transpose(graph.reshape(padded, apart), perm), node.output.shape));
  },
});

import { float, sameRank } from '../losses/ranks.js';
import { tf } from '../trace/tensorflow.js';

/** 1 where two tensors of numbers agree. */
export const agree = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.cast(tf.equal(a, b), 'float32');

export const classOf = (scores: tf.Tensor): tf.Tensor => tf.argMax(scores, -1);

/** Integer labels [...] from [...] or [..., 1]. */
export const labelsFor = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor =>
  tf.cast(yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1 ? tf.squeeze(yTrue, [yTrue.rank - 1]) : yTrue, 'int32');

/** Whether fewer than k classes score more than the label's (TensorFlow's `in_top_k`: ties count as in). */
export function inTopK(labels: tf.Tensor, scores: tf.Tensor, k: number): tf.Tensor {
  const classes = scores.shape.at(-1)!;
  const own = tf.sum(tf.mul(scores, float(tf.oneHot(labels, classes))), -1, true);
  return tf.cast(tf.less(tf.sum(float(tf.greater(scores, own)), -1), k), 'float32');
}

export { float, sameRank };

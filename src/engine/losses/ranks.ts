import { tf } from '../trace/tensorflow.js';

/** Keras's `squeeze_or_expand_to_same_rank`: brings labels [n] and predictions [n, 1] together. */
export function sameRank(a: tf.Tensor, b: tf.Tensor): [tf.Tensor, tf.Tensor] {
  if (a.rank === b.rank + 1 && a.shape.at(-1) === 1) return b.rank === 1 ? [a, tf.expandDims(b, -1)] : [tf.squeeze(a, [a.rank - 1]), b];
  if (b.rank === a.rank + 1 && b.shape.at(-1) === 1) return a.rank === 1 ? [tf.expandDims(a, -1), b] : [a, tf.squeeze(b, [b.rank - 1])];
  return [a, b];
}

export const float = (x: tf.Tensor): tf.Tensor => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'));
export const epsilon = 1e-7;

/** a / b, and 0 where b is 0. */
export const divideNoNan = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.where(tf.equal(b, 0), tf.zerosLike(b), tf.div(a, tf.where(tf.equal(b, 0), tf.onesLike(b), b)));

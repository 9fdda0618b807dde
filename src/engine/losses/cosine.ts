import { tf } from '../trace/tensorflow.js';
import { float, sameRank } from './ranks.js';

/** Cosine of the angle between vectors along an axis; vectors shorter than 1e-7 are not stretched (Keras's `normalize`). */
export function cosine(yTrue: tf.Tensor, yPred: tf.Tensor, axis: number): tf.Tensor {
  const [y, p] = sameRank(float(yTrue), yPred);
  const unit = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axis, true), 1e-14)));
  return tf.sum(tf.mul(unit(y), unit(p)), axis);
}

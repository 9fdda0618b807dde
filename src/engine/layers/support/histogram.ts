import { tf } from '../../trace/tensorflow.js';

/** How often each of `bins` numbers occurs among whole numbers, counted in each of `groups`; `at` is group * bins + number, of values without gradient. [groups, bins]. */
export function histogram(at: tf.Tensor, groups: number, bins: number): tf.Tensor2D {
  const places = tf.reshape<tf.Rank.R2>(tf.cast(at, 'int32'), [at.size, 1]);
  return tf.reshape(tf.scatterND(places, tf.ones([at.size]), [groups * bins]), [groups, bins]);
}

/** 255 * part / whole to the nearest whole number, of two the even one; part and whole are whole numbers below 2^23. */
export function byteShare(part: tf.Tensor, whole: tf.Tensor): tf.Tensor {
  const near = tf.round(tf.mul(tf.div(part, whole), 255));
  // What is left of the product tells exactly on which side of a half the quotient lies.
  const exact = (value: tf.Tensor): tf.Tensor => tf.cast(value, 'int32');
  const left = tf.mul(tf.sub(tf.mul(exact(part), tf.scalar(255, 'int32')), tf.mul(exact(near), exact(whole))), tf.scalar(2, 'int32'));
  const odd = tf.equal(tf.mod(near, 2), 1);
  const past = (excess: tf.Tensor): tf.Tensor => tf.cast(tf.logicalOr(tf.greater(excess, exact(whole)), tf.logicalAnd(tf.equal(excess, exact(whole)), odd)), 'float32');
  return tf.add(near, tf.sub(past(left), past(tf.neg(left))));
}

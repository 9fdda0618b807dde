import { tf } from '../../trace/tensorflow.js';

/** Softmax along any axis; tfjs's own knows only the last. */
export function softmax(x: tf.Tensor, axis = -1): tf.Tensor {
  const last = x.rank - 1;
  const along = axis < 0 ? axis + x.rank : axis;
  if (along === last) return tf.softmax(x);
  const order = x.shape.map((_, i) => (i === along ? last : i === last ? along : i));
  return tf.transpose(tf.softmax(tf.transpose(x, order)), order);
}

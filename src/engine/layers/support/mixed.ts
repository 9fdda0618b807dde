import { tf } from '../../trace/tensorflow.js';

/** Each example of a batch blended with another: `share` [batch] of its own, the rest of the one at its place in `order` [batch]. */
export function mixedWith(x: tf.Tensor, order: tf.Tensor, share: tf.Tensor): tf.Tensor {
  const own = tf.reshape(share, [share.size, ...Array.from({ length: x.rank - 1 }, () => 1)]);
  return tf.add(tf.mul(own, x), tf.mul(tf.sub(1, own), tf.gather(x, order)));
}

import { tf } from '../trace/tensorflow.js';
import { float, sameRank } from './ranks.js';

/** max(1 - y p, 0), with labels 0 and 1 turned to -1 and 1 where a batch holds nothing else, as Keras does. */
export function margins(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const [y, p] = sameRank(float(yTrue), yPred);
  const binary = tf.min(tf.cast(tf.logicalOr(tf.equal(y, 0), tf.equal(y, 1)), 'float32'));
  const labels = tf.add(tf.mul(y, tf.add(1, binary)), tf.neg(binary));
  return tf.relu(tf.sub(1, tf.mul(labels, p)));
}

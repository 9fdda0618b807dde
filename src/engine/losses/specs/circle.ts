import { tf } from '../../trace/tensorflow.js';
import { defineLoss, type LossConfig } from '../define.js';
import { float } from '../ranks.js';

/** Stands for minus infinity in a logarithm of sums: no gradient comes of what is not there. */
const absent = -1e30;

/**
 * Circle loss (Sun et al. 2020, eq. 6) between the examples of a batch: embeddings of one label are drawn together, those of two apart, each
 * pair the more the further it is from where it should be. Labels are integers; embeddings have length 1.
 */
function circle(yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig): tf.Tensor {
  const [gamma, margin] = [config.number('gamma', 80), config.number('margin', 0.4)];
  const labels = tf.reshape(tf.cast(yTrue, 'int32'), [-1, 1]);
  const same = float(tf.equal(labels, tf.transpose(labels)));
  const alike = config.flag('removeDiagonal', true) ? tf.mul(same, tf.sub(1, tf.eye(labels.shape[0]))) : same;
  const distances = tf.maximum(tf.sub(1, tf.matMul(yPred as tf.Tensor2D, yPred as tf.Tensor2D, false, true)), 0);
  const pull = tf.maximum(tf.add(margin, distances), 0);
  const push = tf.maximum(tf.sub(1 + margin, distances), 0);
  const over = (values: tf.Tensor, among: tf.Tensor): tf.Tensor => tf.logSumExp(tf.where(tf.cast(among, 'bool'), values, tf.fill(values.shape, absent)), 1);
  const together = over(tf.mul(tf.mul(pull, tf.sub(margin, distances)), -gamma), alike);
  const apart = over(tf.mul(tf.mul(push, tf.sub(1 - margin, distances)), gamma), tf.sub(1, same));
  return tf.softplus(tf.add(together, apart));
}

export default defineLoss({
  className: 'Circle',
  names: ['circle'],
  call: circle,
  // Examples that lie as they should do not count, nor those that are alone with their label.
  counted: (yTrue, yPred, config) => tf.greater(circle(yTrue, yPred, config), 0),
});

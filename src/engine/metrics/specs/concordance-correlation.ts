import { float, sameRank } from '../accuracy.js';
import { axesOf, meanMetric } from '../define.js';
import { epsilon } from '../../losses/ranks.js';
import { tf } from '../../trace/tensorflow.js';

/** Lin's concordance over an axis, as Keras 3.15 computes it: both deviations are from the predictions' mean. */
export default meanMetric({ className: 'ConcordanceCorrelation', names: ['concordance_correlation'], name: 'concordance_correlation' }, (yTrue, yPred, config) => {
  const [y, p] = sameRank(float(yTrue), yPred);
  const axes = axesOf(config);
  const mean = (x: tf.Tensor): tf.Tensor => tf.mean(x, axes, true);
  const variance = (x: tf.Tensor): tf.Tensor => mean(tf.square(tf.sub(x, mean(x))));
  const [yMean, pMean] = [mean(y), mean(p)];
  const covariance = tf.mul(tf.sub(y, pMean), tf.sub(p, pMean));
  const norm = tf.addN([variance(y), variance(p), tf.square(tf.sub(yMean, pMean))]);
  return tf.mean(tf.div(tf.mul(covariance, 2), tf.add(norm, epsilon)), axes);
});

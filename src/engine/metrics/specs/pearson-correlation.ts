import { float, sameRank } from '../accuracy.js';
import { axesOf, meanMetric } from '../define.js';
import { tf } from '../../trace/tensorflow.js';

/** Pearson's correlation over an axis: the mean product of what deviates, each in standard deviations. */
export default meanMetric({ className: 'PearsonCorrelation', names: ['pearson_correlation'], name: 'pearson_correlation' }, (yTrue, yPred, config) => {
  const [y, p] = sameRank(float(yTrue), yPred);
  const axes = axesOf(config);
  const standard = (x: tf.Tensor): tf.Tensor => {
    const deviation = tf.sub(x, tf.mean(x, axes, true));
    return tf.div(deviation, tf.sqrt(tf.mean(tf.square(tf.sub(deviation, tf.mean(deviation, axes, true))), axes, true)));
  };
  return tf.mean(tf.mul(standard(y), standard(p)), axes);
});

import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { epsilon, float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'MeanAbsolutePercentageError',
  names: ['mean_absolute_percentage_error', 'mape', 'MAPE'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mul(100, tf.mean(tf.abs(tf.div(tf.sub(y, p), tf.maximum(tf.abs(y), epsilon))), -1));
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'MeanAbsoluteError',
  names: ['mean_absolute_error', 'mae', 'MAE'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mean(tf.abs(tf.sub(y, p)), -1);
  },
});

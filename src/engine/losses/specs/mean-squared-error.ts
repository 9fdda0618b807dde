import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'MeanSquaredError',
  names: ['mean_squared_error', 'mse', 'MSE'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mean(tf.square(tf.sub(y, p)), -1);
  },
});

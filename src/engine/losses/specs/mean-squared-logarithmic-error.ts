import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { epsilon, float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'MeanSquaredLogarithmicError',
  names: ['mean_squared_logarithmic_error', 'msle', 'MSLE'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mean(tf.square(tf.sub(tf.log(tf.add(tf.maximum(p, epsilon), 1)), tf.log(tf.add(tf.maximum(y, epsilon), 1)))), -1);
  },
});

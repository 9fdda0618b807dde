import { tf } from '../../trace/tensorflow.js';
import { float, sameRank } from '../accuracy.js';
import { rootMeanMetric } from '../define.js';

export default rootMeanMetric(
  { className: 'RootMeanSquaredError', names: ['root_mean_squared_error', 'rmse', 'RMSE'], name: 'root_mean_squared_error' },
  (yTrue, yPred) => tf.square(tf.sub(...sameRank(float(yTrue), yPred))),
);

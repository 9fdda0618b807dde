import loss from '../../losses/specs/mean-squared-error.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'MeanSquaredError', names: ['mean_squared_error', 'mse', 'MSE'], name: 'mean_squared_error' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

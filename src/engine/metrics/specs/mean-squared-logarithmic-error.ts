import loss from '../../losses/specs/mean-squared-logarithmic-error.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'MeanSquaredLogarithmicError', names: ['mean_squared_logarithmic_error', 'msle', 'MSLE'], name: 'mean_squared_logarithmic_error' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

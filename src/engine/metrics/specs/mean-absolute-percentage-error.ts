import loss from '../../losses/specs/mean-absolute-percentage-error.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'MeanAbsolutePercentageError', names: ['mean_absolute_percentage_error', 'mape', 'MAPE'], name: 'mean_absolute_percentage_error' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

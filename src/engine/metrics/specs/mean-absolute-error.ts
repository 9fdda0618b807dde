import loss from '../../losses/specs/mean-absolute-error.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'MeanAbsoluteError', names: ['mean_absolute_error', 'mae', 'MAE'], name: 'mean_absolute_error' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

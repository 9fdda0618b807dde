import loss from '../../losses/specs/log-cosh.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'LogCoshError', names: ['log_cosh', 'logcosh'], name: 'logcosh' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

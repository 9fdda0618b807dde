import loss from '../../losses/specs/poisson.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'Poisson', names: ['poisson'], name: 'poisson' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

import loss from '../../losses/specs/squared-hinge.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'SquaredHinge', names: ['squared_hinge'], name: 'squared_hinge' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

import loss from '../../losses/specs/hinge.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'Hinge', names: ['hinge'], name: 'hinge' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

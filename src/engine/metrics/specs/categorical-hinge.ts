import loss from '../../losses/specs/categorical-hinge.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'CategoricalHinge', names: ['categorical_hinge'], name: 'categorical_hinge' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

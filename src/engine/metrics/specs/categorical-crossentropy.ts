import loss from '../../losses/specs/categorical-crossentropy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'CategoricalCrossentropy', names: ['categorical_crossentropy'], name: 'categorical_crossentropy' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

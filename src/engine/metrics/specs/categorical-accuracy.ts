import { agree, classOf } from '../accuracy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'CategoricalAccuracy', names: ['categorical_accuracy'], name: 'categorical_accuracy' }, (yTrue, yPred) => agree(classOf(yTrue), classOf(yPred)));

import loss from '../../losses/specs/sparse-categorical-crossentropy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'SparseCategoricalCrossentropy', names: ['sparse_categorical_crossentropy'], name: 'sparse_categorical_crossentropy' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));

import { classOf, inTopK } from '../accuracy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'TopKCategoricalAccuracy', names: ['top_k_categorical_accuracy'], name: 'top_k_categorical_accuracy' }, (yTrue, yPred, config) =>
  inTopK(classOf(yTrue), yPred, config.number('k', 5)),
);

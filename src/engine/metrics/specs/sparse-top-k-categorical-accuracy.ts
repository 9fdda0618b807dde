import { inTopK, labelsFor } from '../accuracy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'SparseTopKCategoricalAccuracy', names: ['sparse_top_k_categorical_accuracy'], name: 'sparse_top_k_categorical_accuracy' }, (yTrue, yPred, config) =>
  inTopK(labelsFor(yTrue, yPred), yPred, config.number('k', 5)),
);

import { agree, classOf, labelsFor } from '../accuracy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'SparseCategoricalAccuracy', names: ['sparse_categorical_accuracy'], name: 'sparse_categorical_accuracy' }, (yTrue, yPred) =>
  agree(labelsFor(yTrue, yPred), classOf(yPred)),
);

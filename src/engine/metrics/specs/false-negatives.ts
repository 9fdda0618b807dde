import { countAtThresholds, countsOf, mean, thresholdsOf } from '../confusion.js';
import { defineMetric } from '../define.js';

export default defineMetric({
  className: 'FalseNegatives',
  names: ['false_negatives'],
  name: 'false_negatives',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, thresholdsOf(config)),
  result: (sums) => mean(countsOf(sums).falseNegatives),
});

import { countAtThresholds, countsOf, mean, thresholdsOf } from '../confusion.js';
import { defineMetric } from '../define.js';

export default defineMetric({
  className: 'FalsePositives',
  names: ['false_positives'],
  name: 'false_positives',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, thresholdsOf(config)),
  result: (sums) => mean(countsOf(sums).falsePositives),
});

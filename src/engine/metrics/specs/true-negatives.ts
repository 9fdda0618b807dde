import { countAtThresholds, countsOf, mean, thresholdsOf } from '../confusion.js';
import { defineMetric } from '../define.js';

export default defineMetric({
  className: 'TrueNegatives',
  names: ['true_negatives'],
  name: 'true_negatives',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, thresholdsOf(config)),
  result: (sums) => mean(countsOf(sums).trueNegatives),
});

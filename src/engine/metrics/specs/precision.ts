import { countAtThresholds, countsOf, mean, thresholdsOf } from '../confusion.js';
import { defineMetric, divide } from '../define.js';

export default defineMetric({
  className: 'Precision',
  names: ['precision'],
  name: 'precision',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, thresholdsOf(config), { topK: config.optional('topK'), classId: config.optional('classId') }),
  result(sums) {
    const { truePositives, falsePositives } = countsOf(sums);
    return mean(truePositives.map((right, i) => divide(right, right + falsePositives[i]!)));
  },
});

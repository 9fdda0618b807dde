import { countAtThresholds, countsOf, mean, thresholdsOf } from '../confusion.js';
import { defineMetric, divide } from '../define.js';

export default defineMetric({
  className: 'Recall',
  names: ['recall'],
  name: 'recall',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, thresholdsOf(config), { topK: config.optional('topK'), classId: config.optional('classId') }),
  result(sums) {
    const { truePositives, falseNegatives } = countsOf(sums);
    return mean(truePositives.map((right, i) => divide(right, right + falseNegatives[i]!)));
  },
});

import { float, sameRank } from '../accuracy.js';
import { defineMetric } from '../define.js';
import { tf } from '../../trace/tensorflow.js';

/** Coefficient of determination; [sum y, sum y^2, sum of squared residuals, count] of each output. */
export default defineMetric({
  className: 'R2Score',
  names: ['r2_score'],
  name: 'r2_score',
  sums(yTrue, yPred, weights) {
    const [y, p] = sameRank(float(yTrue), yPred);
    const spread = weights === null ? tf.onesLike(y) : tf.mul(tf.onesLike(y), tf.expandDims(weights, 1));
    const sum = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, spread), 0);
    return tf.concat([sum(y), sum(tf.square(y)), sum(tf.square(tf.sub(y, p))), tf.sum(spread, 0)]);
  },
  result(sums, config) {
    const outputs = sums.length / 4;
    const at = (part: number, i: number): number => sums[part * outputs + i]!;
    const totals = Array.from({ length: outputs }, (_, i) => at(1, i) - at(0, i) ** 2 / at(3, i));
    const scores = totals.map((total, i) => {
      const score = 1 - at(2, i) / total;
      return Number.isFinite(score) || Number.isNaN(score) ? score : 0;
    });
    const whole = totals.reduce((a, b) => a + b, 0);
    const byVariance = config.text('classAggregation', 'uniform_average') === 'variance_weighted_average';
    return scores.reduce((sum, score, i) => sum + score * (byVariance ? totals[i]! / whole : 1 / outputs), 0);
  },
});

import { float } from '../losses/ranks.js';
import { tf } from '../trace/tensorflow.js';
import type { LossConfig, Metric } from './define.js';

const small = 1e-7;

/** F-beta of one-hot labels [batch, classes]: [true positives, false positives, false negatives] a class. */
export function fBeta(about: Pick<Metric, 'className' | 'names' | 'name'>, betaOf: (config: LossConfig) => number): Metric {
  return {
    ...about,
    sums(yTrue, yPred, weights, config) {
      const labels = float(yTrue);
      const threshold = config.optional('threshold');
      const chosen = threshold === null ? tf.logicalAnd(tf.greaterEqual(yPred, tf.max(yPred, -1, true)), tf.greater(tf.abs(yPred), 1e-9)) : tf.greater(yPred, threshold);
      const positive = float(chosen);
      const sum = (x: tf.Tensor): tf.Tensor => tf.sum(weights === null ? x : tf.mul(x, tf.expandDims(weights, 1)), 0);
      return tf.concat([sum(tf.mul(positive, labels)), sum(tf.mul(positive, tf.sub(1, labels))), sum(tf.mul(tf.sub(1, positive), labels))]);
    },
    result(sums, config) {
      const classes = sums.length / 3;
      const average = config.text('average', '');
      const score = (right: number, extra: number, missed: number): number => {
        const [precision, recall] = [right / (right + extra + small), right / (right + missed + small)];
        const beta = betaOf(config) ** 2;
        return ((1 + beta) * precision * recall) / (beta * precision + recall + small);
      };
      const at = (i: number): [number, number, number] => [sums[i]!, sums[classes + i]!, sums[2 * classes + i]!];
      const all = Array.from({ length: classes }, (_, i) => at(i));
      if (average === 'micro') return score(...all.reduce(([a, b, c], [d, e, f]) => [a + d, b + e, c + f], [0, 0, 0]));
      const support = all.reduce((total, [right, , missed]) => total + right + missed, 0);
      const weightOf = ([right, , missed]: [number, number, number]): number => (average === 'weighted' ? (right + missed) / (support + small) : 1 / classes);
      return all.reduce((total, counts) => total + weightOf(counts) * score(...counts), 0);
    },
  };
}

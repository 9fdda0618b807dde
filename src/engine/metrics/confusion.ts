/** Counts of right and wrong positives and negatives at thresholds, as Keras's `update_confusion_matrix_variables`. */
import { float, sameRank } from '../losses/ranks.js';
import { tf } from '../trace/tensorflow.js';
import { defineMetric, divide, type LossConfig, type Metric } from './define.js';

export interface Counts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly trueNegatives: Float64Array;
  readonly falseNegatives: Float64Array;
}

export interface Selection {
  readonly topK?: number | null;
  readonly classId?: number | null;
}

/**
 * [true positives, false positives, true negatives, false negatives] of all elements, `thresholds.length` of each. A prediction is
 * positive where it is above the threshold; with `topK` only the k best of each row can be.
 */
export function countAtThresholds(yTrue: tf.Tensor, yPred: tf.Tensor, weights: tf.Tensor | null, thresholds: readonly number[], { topK = null, classId = null }: Selection = {}): tf.Tensor {
  let [labels, scores] = sameRank(float(yTrue), yPred);
  if (topK !== null) {
    // As Keras's `_filter_top_k`: scores below the k best become so small that no threshold lets them through.
    const kth = tf.topk(scores, topK).values;
    const least = tf.slice(kth, [...kth.shape.slice(0, -1).map(() => 0), topK - 1], [...kth.shape.slice(0, -1), 1]);
    const best = float(tf.greaterEqual(scores, least));
    scores = tf.add(tf.mul(scores, best), tf.mul(tf.sub(1, best), -1e10));
  }
  if (classId !== null) {
    const pick = (x: tf.Tensor): tf.Tensor => tf.slice(x, [...x.shape.slice(0, -1).map(() => 0), classId], [...x.shape.slice(0, -1), 1]);
    [labels, scores] = [pick(labels), pick(scores)];
  }
  const size = labels.size;
  const spread = weights === null ? tf.ones([1, size]) : tf.reshape(tf.mul(tf.onesLike(labels), tf.reshape(weights, [weights.size, ...labels.shape.slice(1).map(() => 1)])), [1, size]);
  const positive = float(tf.greater(tf.reshape(scores, [1, size]), tf.tensor([...thresholds], [thresholds.length, 1])));
  const truth = float(tf.cast(tf.reshape(labels, [1, size]), 'bool'));
  const [relevant, irrelevant] = [tf.mul(truth, spread), tf.mul(tf.sub(1, truth), spread)];
  const truePositives = tf.sum(tf.mul(positive, relevant), 1);
  const falsePositives = tf.sum(tf.mul(positive, irrelevant), 1);
  return tf.concat([truePositives, falsePositives, tf.sub(tf.sum(irrelevant, 1), falsePositives), tf.sub(tf.sum(relevant, 1), truePositives)]);
}

export function countsOf(sums: Float64Array): Counts {
  const n = sums.length / 4;
  return { truePositives: sums.slice(0, n), falsePositives: sums.slice(n, 2 * n), trueNegatives: sums.slice(2 * n, 3 * n), falseNegatives: sums.slice(3 * n) };
}

/** Keras's thresholds of AUC and its kin: evenly spaced, with ends just outside [0, 1]. */
export function evenThresholds(count: number): number[] {
  return [-1e-7, ...Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1)), 1 + 1e-7];
}

/** Thresholds of precision, recall and the four counts: 0.5, or with `topK` none at all. */
export function thresholdsOf(config: LossConfig): number[] {
  return config.numbers('thresholds') ?? [config.optional('topK') === null ? 0.5 : -1e10];
}

/** The mean over thresholds, as one number (Keras shows a list where several are given). */
export const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The four counts as rates between 0 and 1; 0 where there is nothing to count. */
export function ratesOf(sums: Float64Array): Readonly<Record<'sensitivity' | 'specificity' | 'precision', Float64Array>> {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = countsOf(sums);
  const rate = (right: Float64Array, wrong: Float64Array): Float64Array => right.map((count, i) => divide(count, count + wrong[i]!));
  return { sensitivity: rate(truePositives, falseNegatives), specificity: rate(trueNegatives, falsePositives), precision: rate(truePositives, falsePositives) };
}

interface Constrained {
  readonly className: string;
  /** Keras's name of an instance. */
  readonly name: string;
  /** The rate that must reach a value, and its name in the constructor. */
  readonly reaches: 'sensitivity' | 'specificity' | 'precision';
  readonly value: 'sensitivity' | 'specificity' | 'precision' | 'recall';
  /** The rate that is told. */
  readonly of: 'sensitivity' | 'specificity' | 'precision';
}

/** The best of one rate over the thresholds at which another reaches a value (Keras's `SensitivitySpecificityBase`); 0 where none does. */
export const constrained = ({ className, name, reaches, value, of }: Constrained): Metric => defineMetric({
  className, name, names: [name],
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, yPred, weights, inclusiveThresholds(config.number('numThresholds', 200)), { classId: config.optional('classId') }),
  result(sums, config) {
    const rates = ratesOf(sums);
    return rates[of].reduce((best, rate, i) => (rates[reaches][i]! >= config.number(value, 0.5) ? Math.max(best, rate) : best), 0);
  },
});

/** Thresholds from 0 to 1, both among them; one alone is in the middle. Keras sorts predictions into buckets, so that 0 itself is above the first. */
const inclusiveThresholds = (count: number): number[] => (count === 1 ? [0.5] : [-1e-7, ...Array.from({ length: count - 1 }, (_, i) => (i + 1) / (count - 1))]);

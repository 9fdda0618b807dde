/**
 * One metric a file, as Keras 3 computes it (`keras/src/metrics`). A metric is a few sums over samples, and a number made of the sums:
 * batches add up to an epoch exactly, on whatever device they ran.
 */
import { maskOf } from '../layers/support/masks.js';
import { LossConfig } from '../losses/define.js';
import { maskedWeights } from '../losses/masks.js';
import { float, sameRank } from '../losses/ranks.js';
import { tf } from '../trace/tensorflow.js';

export { LossConfig };

export interface Metric {
  /** Keras's class. */
  readonly className: string;
  /** Strings that Keras takes for it in `metrics=[...]`, besides the class name. */
  readonly names: readonly string[];
  /** Keras's name of an instance. */
  readonly name: string;
  /** One batch's sums, a vector. `weights` [batch] only for weighted metrics. */
  sums(yTrue: tf.Tensor, yPred: tf.Tensor, weights: tf.Tensor | null, config: LossConfig): tf.Tensor;
  result(sums: Float64Array, config: LossConfig): number;
}

export const defineMetric = (metric: Metric): Metric => metric;

type Values = (yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig) => tf.Tensor;

/** Keras's `MeanMetricWrapper`: the (weighted) mean of a function's values over all samples seen that the prediction's mask shows. */
export function meanMetric(about: Pick<Metric, 'className' | 'names' | 'name'>, values: Values): Metric {
  return { ...about, sums: (yTrue, yPred, weights, config) => weightedSum(values(yTrue, yPred, config), maskedWeights(weights, maskOf(yPred), false)), result: ([total = 0, count = 0]) => divide(total, count) };
}

/** The axes that a metric goes over, by default the last. */
export const axesOf = (config: LossConfig): number[] => config.numbers('axis') ?? [-1];

/** The square root of a mean; a `Mean` of Keras's, which knows no masks. */
export function rootMeanMetric(about: Pick<Metric, 'className' | 'names' | 'name'>, values: Values): Metric {
  return { ...about, sums: (yTrue, yPred, weights, config) => weightedSum(values(yTrue, yPred, config), weights), result: ([total = 0, count = 0]) => Math.sqrt(divide(total, count)) };
}

/** [sum of weighted values, sum of weights]. */
export function weightedSum(values: tf.Tensor, weights: tf.Tensor | null): tf.Tensor {
  const numbers = float(values);
  if (weights === null) return tf.stack([tf.sum(numbers), tf.scalar(numbers.size)]);
  const [matched, given] = sameRank(numbers, weights);
  let spread = given;
  while (spread.rank < matched.rank) spread = tf.expandDims(spread, -1);
  spread = tf.mul(tf.onesLike(matched), spread);
  return tf.stack([tf.sum(tf.mul(matched, spread)), tf.sum(spread)]);
}

/** 0 where there is nothing to divide by (`divide_no_nan`). */
export const divide = (a: number, b: number): number => (b === 0 ? 0 : a / b);

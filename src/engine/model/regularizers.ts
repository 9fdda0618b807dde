/** Keras's regularizers (`keras.regularizers`): a scalar that is added to the loss. */
import type { ObjectConfig } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { tf } from '../trace/tensorflow.js';

type Penalty = (x: tf.Tensor, config: ObjectConfig['config']) => tf.Tensor;

const factor = (config: ObjectConfig['config'], name: string, fallback: number): number => {
  const value = config[name];
  return typeof value === 'number' ? value : fallback;
};
const l1 = (x: tf.Tensor, weight: number): tf.Tensor => tf.mul(tf.sum(tf.abs(x)), weight);
const l2 = (x: tf.Tensor, weight: number): tf.Tensor => tf.mul(tf.sum(tf.square(x)), weight);

/** Mean absolute cosine between rows (or columns) of a matrix. */
function orthogonal(x: tf.Tensor, config: ObjectConfig['config']): tf.Tensor {
  const rows = (config.mode ?? 'rows') === 'rows';
  const axis = rows ? 1 : 0;
  const unit = tf.mul<tf.Tensor2D>(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axis, true), 1e-14)));
  const size = x.shape[rows ? 0 : 1]!;
  const products = tf.mul(tf.matMul(unit, unit, !rows, rows), tf.sub(1, tf.eye(size)));
  return tf.mul(tf.sum(tf.abs(products)), (factor(config, 'factor', 0.01) * 0.5) / ((size * (size - 1)) / 2));
}

const penalties: Record<string, Penalty> = {
  L1: (x, config) => l1(x, factor(config, 'l1', 0.01)),
  L2: (x, config) => l2(x, factor(config, 'l2', 0.01)),
  L1L2: (x, config) => tf.add(l1(x, factor(config, 'l1', 0)), l2(x, factor(config, 'l2', 0))),
  OrthogonalRegularizer: orthogonal,
};

const aliases: Record<string, string> = { l1: 'L1', l2: 'L2', l1_l2: 'L1L2', orthogonal_regularizer: 'OrthogonalRegularizer' };
const canonical = (name: string): string => aliases[name] ?? name;

export const isRegularizer = (name: string): boolean => canonical(name) in penalties;

/** The scalar penalty of a tensor. Throws a UserError on a regularizer that Keras does not have. */
export function penalty(regularizer: ObjectConfig, x: tf.Tensor): tf.Tensor {
  const run = penalties[canonical(regularizer.className)];
  if (run === undefined) throw new UserError(`The regularizer "${regularizer.className}" cannot be run here. Use L1, L2, L1L2 or OrthogonalRegularizer.`);
  return run(x, regularizer.config);
}

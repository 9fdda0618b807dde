/** Keras's constraints (`keras.constraints`), applied to a weight after each update. */
import type { ObjectConfig } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { tf } from '../trace/tensorflow.js';

const epsilon = 1e-7;
type Config = ObjectConfig['config'];

const value = (config: Config, name: string, fallback: number): number => {
  const given = config[name];
  return typeof given === 'number' ? given : fallback;
};
const axesOf = (config: Config): number[] => (Array.isArray(config.axis) ? (config.axis as number[]) : [value(config, 'axis', 0)]);
const norms = (w: tf.Tensor, config: Config): tf.Tensor => tf.sqrt(tf.sum(tf.square(w), axesOf(config), true));
const rescale = (w: tf.Tensor, norm: tf.Tensor, desired: tf.Tensor): tf.Tensor => tf.mul(w, tf.div(desired, tf.add(norm, epsilon)));

const constraints: Record<string, (w: tf.Tensor, config: Config) => tf.Tensor> = {
  MaxNorm(w, config) {
    const norm = norms(w, config);
    return rescale(w, norm, tf.clipByValue(norm, 0, value(config, 'maxValue', 2)));
  },
  MinMaxNorm(w, config) {
    const norm = norms(w, config);
    const rate = value(config, 'rate', 1);
    const clipped = tf.clipByValue(norm, value(config, 'minValue', 0), value(config, 'maxValue', 1));
    return rescale(w, norm, tf.add(tf.mul(clipped, rate), tf.mul(norm, 1 - rate)));
  },
  NonNeg: (w) => tf.maximum(w, 0),
  UnitNorm: (w, config) => tf.div(w, tf.add(norms(w, config), epsilon)),
};

const aliases: Record<string, string> = { max_norm: 'MaxNorm', min_max_norm: 'MinMaxNorm', non_neg: 'NonNeg', unit_norm: 'UnitNorm' };
const canonical = (name: string): string => aliases[name] ?? name;

export const isConstraint = (name: string): boolean => canonical(name) in constraints;

/** The weight as the constraint allows it. */
export function constrain(constraint: ObjectConfig, w: tf.Tensor): tf.Tensor {
  const run = constraints[canonical(constraint.className)];
  if (run === undefined) throw new UserError(`The constraint "${constraint.className}" cannot be run here. Use MaxNorm, MinMaxNorm, NonNeg or UnitNorm.`);
  return run(w, constraint.config);
}

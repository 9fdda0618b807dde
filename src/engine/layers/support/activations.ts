/** Keras's activation functions (`keras.activations`), by name. */
import type { ConfigValue, ObjectConfig } from '../../../core/graph/types.js';
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { asObject } from './config.js';
import { rememberLogits } from './logits.js';
import { gate } from './gate.js';
import { softmax } from './softmax.js';

type Activation = (x: tf.Tensor, config: ObjectConfig['config']) => tf.Tensor;

const number = (config: ObjectConfig['config'], name: string, fallback: number): number => {
  const value = config[name];
  return typeof value === 'number' ? value : fallback;
};

/** `keras.activations.relu`: negative slope, upper bound and threshold as Keras combines them. */
export function relu(x: tf.Tensor, { negativeSlope = 0, maxValue = null as number | null, threshold = 0 } = {}): tf.Tensor {
  if (negativeSlope !== 0 && maxValue === null && threshold === 0) return tf.leakyRelu(x, negativeSlope);
  let positive: tf.Tensor;
  if (threshold !== 0) positive = gate(x, (value) => tf.greater(value, threshold));
  else positive = maxValue === 6 ? tf.relu6(x) : tf.relu(x);
  if (maxValue !== null && !(threshold === 0 && maxValue === 6)) positive = tf.clipByValue(positive, 0, maxValue);
  return negativeSlope === 0 ? positive : tf.sub(positive, tf.mul(negativeSlope, tf.relu(tf.sub(threshold, x))));
}

/** log(1 + exp(x)) without overflow; its gradient is the sigmoid. */
export const softplus = (x: tf.Tensor): tf.Tensor => tf.softplus(x);

const silu = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x));
/** relu6(x + 3) / 6: Keras 3's definition, which differs from Keras 2's 0.2 x + 0.5. */
const hardSigmoid = (x: tf.Tensor): tf.Tensor => tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6);
const elu = (x: tf.Tensor, alpha: number): tf.Tensor => (alpha === 1 ? tf.elu(x) : tf.sub(tf.relu(x), tf.mul(alpha, tf.sub(1, tf.exp(tf.minimum(x, 0))))));

/** 0.5 x (1 + erf(x / sqrt 2)), or its tanh approximation (Hendrycks and Gimpel 2016). */
export function gelu(x: tf.Tensor, approximate: boolean): tf.Tensor {
  if (!approximate) return tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, tf.scalar(3)))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}

const activations: Record<string, Activation> = {
  linear: (x) => x,
  relu: (x, config) => relu(x, { negativeSlope: number(config, 'negativeSlope', 0), maxValue: typeof config.maxValue === 'number' ? config.maxValue : null, threshold: number(config, 'threshold', 0) }),
  relu6: (x) => tf.relu6(x),
  leaky_relu: (x, config) => tf.leakyRelu(x, number(config, 'negativeSlope', 0.2)),
  elu: (x, config) => elu(x, number(config, 'alpha', 1)),
  celu: (x, config) => {
    const alpha = number(config, 'alpha', 1);
    return tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.div(tf.minimum(x, 0), alpha))));
  },
  selu: (x) => tf.selu(x),
  gelu: (x, config) => gelu(x, config.approximate === true),
  sigmoid: (x) => rememberLogits(tf.sigmoid(x), x),
  hard_sigmoid: hardSigmoid,
  log_sigmoid: (x) => tf.neg(softplus(tf.neg(x))),
  sparse_sigmoid: (x) => tf.clipByValue(tf.mul(0.5, tf.add(x, 1)), 0, 1),
  softmax: (x, config) => rememberLogits(softmax(x, number(config, 'axis', -1)), x),
  log_softmax: (x, config) => {
    const axis = number(config, 'axis', -1);
    const shifted = tf.sub(x, tf.max(x, axis, true));
    return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
  },
  softplus,
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
  squareplus: (x, config) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), number(config, 'b', 4)))), 2),
  silu,
  hard_silu: (x) => tf.mul(x, hardSigmoid(x)),
  tanh: (x) => tf.tanh(x),
  hard_tanh: (x) => tf.clipByValue(x, -1, 1),
  tanh_shrink: (x) => tf.sub(x, tf.tanh(x)),
  hard_shrink: (x, config) => gate(x, (value) => tf.greater(tf.abs(value), number(config, 'threshold', 0.5))),
  soft_shrink: (x, config) => {
    const threshold = number(config, 'threshold', 0.5);
    return tf.sub(tf.relu(tf.sub(x, threshold)), tf.relu(tf.sub(tf.neg(x), threshold)));
  },
  threshold: (x, config) => gate(x, (value) => tf.greater(value, number(config, 'threshold', 0)), number(config, 'defaultValue', 0)),
  // (x + 1)^2 / 4 between -1 and 1, then x.
  sparse_plus: (x) => tf.add(tf.mul(0.25, tf.square(tf.add(tf.clipByValue(x, -1, 1), 1))), tf.relu(tf.sub(x, 1))),
  mish: (x) => tf.mul(x, tf.tanh(softplus(x))),
  exponential: (x) => tf.exp(x),
  glu: (x, config) => {
    const [value, gate] = tf.split(x, 2, number(config, 'axis', -1));
    return tf.mul(value!, tf.sigmoid(gate!));
  },
};

/** Older names that Keras keeps. */
const aliases: Record<string, string> = { swish: 'silu', hard_swish: 'hard_silu', logsoftmax: 'log_softmax', LeakyReLU: 'leaky_relu', ReLU: 'relu' };

const canonical = (name: string): string => aliases[name] ?? (activations[name] ? name : name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase());

/** Applies an activation given as Keras's configuration has it; None is linear. */
export function activate(x: tf.Tensor, value: ConfigValue | undefined, where: string): tf.Tensor {
  const object = asObject(value);
  if (object === null) return x;
  const activation = activations[canonical(object.className)];
  if (activation === undefined) throw new UserError(`${where} uses the activation "${object.className}", which cannot be run here. Use one of keras.activations, such as "relu".`);
  return activation(x, object.config);
}

import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

const rootMeanSquare = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.mean(tf.square(x)));

/** Adafactor (Shazeer and Stern 2018): second moments of a matrix as the product of those of its rows and columns. */
export default defineOptimizer({
  className: 'Adafactor',
  defaults: { learningRate: 0.001, beta2Decay: -0.8, epsilon1: 1e-30, epsilon2: 1e-3, clipThreshold: 1, relativeStep: true },
  groups: [['r', 'c', 'velocity']],
  // The last two axes are factored; what has fewer keeps whole moments.
  slots: () => [
    { name: 'r', initial: 0, shape: (weight) => (weight.length < 2 ? null : weight.slice(0, -1)) },
    { name: 'c', initial: 0, shape: (weight) => (weight.length < 2 ? null : [...weight.slice(0, -2), weight.at(-1)!]) },
    { name: 'velocity', initial: 0 },
  ],
  update({ variable, gradient, slots, learningRate, iteration, config }) {
    const step = tf.add(iteration, 1);
    // With `relative_step` or without, a step is no longer than this.
    const rho = tf.minimum(learningRate, tf.rsqrt(step));
    const alpha = tf.mul(tf.maximum(rootMeanSquare(variable), config.number('epsilon2')), rho);
    const square = tf.add(tf.square(gradient), config.number('epsilon1'));
    const rest = tf.pow(step, tf.scalar(config.number('beta2Decay')));
    const follow = (average: tf.Tensor, value: tf.Tensor): tf.Tensor => tf.add(tf.mul(tf.sub(1, rest), average), tf.mul(rest, value));
    const after: Record<string, tf.Tensor> = {};
    if (slots.r && slots.c) {
      after.r = follow(slots.r, tf.mean(square, -1));
      after.c = follow(slots.c, tf.mean(square, square.rank - 2));
      after.velocity = tf.mul(tf.expandDims(tf.div(after.r, tf.mean(after.r, -1, true)), -1), tf.expandDims(after.c, after.c.rank - 1));
    } else after.velocity = follow(slots.velocity!, square);
    const update = tf.div(gradient, tf.sqrt(after.velocity));
    const clipped = tf.div(update, tf.maximum(1, tf.div(rootMeanSquare(update), config.number('clipThreshold'))));
    return { variable: tf.sub(variable, tf.mul(alpha, clipped)), slots: after };
  },
});

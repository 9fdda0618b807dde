import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'Ftrl',
  groups: [['accumulator', 'linear']],
  defaults: { learningRate: 0.001, learningRatePower: -0.5, initialAccumulatorValue: 0.1, l1RegularizationStrength: 0, l2RegularizationStrength: 0, l2ShrinkageRegularizationStrength: 0, beta: 0 },
  slots: (config) => [{ name: 'accumulator', initial: config.number('initialAccumulatorValue') }, { name: 'linear', initial: 0 }],
  update({ variable, gradient, slots, learningRate, config }) {
    const raise = (x: tf.Tensor): tf.Tensor => tf.pow(x, tf.scalar(-config.number('learningRatePower')));
    const l1 = config.number('l1RegularizationStrength');
    const l2 = tf.add(config.number('l2RegularizationStrength'), tf.div(config.number('beta'), tf.mul(2, learningRate)));
    const shrunk = tf.add(gradient, tf.mul(variable, 2 * config.number('l2ShrinkageRegularizationStrength')));
    const accumulator = tf.add(slots.accumulator!, tf.square(gradient));
    const sigma = tf.div(tf.sub(raise(accumulator), raise(slots.accumulator!)), learningRate);
    const linear = tf.add(slots.linear!, tf.sub(shrunk, tf.mul(sigma, variable)));
    const quadratic = tf.add(tf.div(raise(accumulator), learningRate), tf.mul(2, l2));
    return { variable: tf.div(tf.sub(tf.clipByValue(linear, -l1, l1), linear), quadratic), slots: { accumulator, linear } };
  },
});

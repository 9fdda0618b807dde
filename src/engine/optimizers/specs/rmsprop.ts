import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'RMSprop',
  defaults: { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
  slots: (config) => [
    { name: 'velocity', initial: 0 },
    ...(config.number('momentum') > 0 ? [{ name: 'momentum', initial: 0 }] : []),
    ...(config.flag('centered') ? [{ name: 'average_gradient', initial: 0 }] : []),
  ],
  update({ variable, gradient, slots, learningRate, config }) {
    const rho = config.number('rho');
    const after: Record<string, tf.Tensor> = {};
    const velocity = tf.add(tf.mul(slots.velocity!, rho), tf.mul(tf.square(gradient), 1 - rho));
    after.velocity = velocity;
    let denominator = tf.add(velocity, config.number('epsilon'));
    if (slots.average_gradient !== undefined) {
      after.average_gradient = tf.add(tf.mul(slots.average_gradient, rho), tf.mul(gradient, 1 - rho));
      denominator = tf.add(tf.sub(velocity, tf.square(after.average_gradient)), config.number('epsilon'));
    }
    const step = tf.div(tf.mul(gradient, learningRate), tf.sqrt(denominator));
    if (slots.momentum === undefined) return { variable: tf.sub(variable, step), slots: after };
    after.momentum = tf.add(tf.mul(slots.momentum, config.number('momentum')), step);
    return { variable: tf.sub(variable, after.momentum), slots: after };
  },
});

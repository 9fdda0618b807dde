import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';
import { follow, power } from '../moments.js';

export default defineOptimizer({
  className: 'Lamb',
  groups: [['momentum', 'velocity']],
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  slots: () => [{ name: 'momentum', initial: 0 }, { name: 'velocity', initial: 0 }],
  update({ variable, gradient, slots, learningRate, iteration, config }) {
    const [beta1, beta2] = [config.number('beta1'), config.number('beta2')];
    const momentum = follow(slots.momentum!, gradient, beta1);
    const velocity = follow(slots.velocity!, tf.square(gradient), beta2);
    const m = tf.div(momentum, tf.sub(1, power(beta1, iteration)));
    const update = tf.div(m, tf.add(tf.sqrt(tf.div(velocity, tf.sub(1, power(beta2, iteration)))), config.number('epsilon')));
    const norm = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(x)));
    const [weight, step] = [norm(variable), norm(update)];
    const bothPositive = tf.logicalAnd(tf.greater(weight, 0), tf.greater(step, 0));
    const ratio = tf.where(bothPositive, tf.div(weight, tf.maximum(step, 1e-38)), tf.scalar(1));
    return { variable: tf.sub(variable, tf.mul(tf.mul(ratio, learningRate), update)), slots: { momentum, velocity } };
  },
});

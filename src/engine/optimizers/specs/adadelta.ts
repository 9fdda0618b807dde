import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'Adadelta',
  groups: [['accumulated_grad', 'accumulated_delta_var']],
  defaults: { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
  slots: () => [{ name: 'accumulated_grad', initial: 0 }, { name: 'accumulated_delta_var', initial: 0 }],
  update({ variable, gradient, slots, learningRate, config }) {
    const rho = config.number('rho');
    const average = (old: tf.Tensor, x: tf.Tensor): tf.Tensor => tf.add(tf.mul(old, rho), tf.mul(tf.square(x), 1 - rho));
    const root = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.add(x, config.number('epsilon')));
    const grad = average(slots.accumulated_grad!, gradient);
    const delta = tf.neg(tf.div(tf.mul(root(slots.accumulated_delta_var!), gradient), root(grad)));
    return { variable: tf.add(variable, tf.mul(learningRate, delta)), slots: { accumulated_grad: grad, accumulated_delta_var: average(slots.accumulated_delta_var!, delta) } };
  },
});

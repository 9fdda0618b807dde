import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';
import { follow, power } from '../moments.js';

export default defineOptimizer({
  className: 'Adamax',
  groups: [['momentum', 'norm']],
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  slots: () => [{ name: 'momentum', initial: 0 }, { name: 'norm', initial: 0 }],
  update({ variable, gradient, slots, learningRate, iteration, config }) {
    const beta1 = config.number('beta1');
    const momentum = follow(slots.momentum!, gradient, beta1);
    const norm = tf.maximum(tf.mul(slots.norm!, config.number('beta2')), tf.abs(gradient));
    const denominator = tf.mul(tf.sub(1, power(beta1, iteration)), tf.add(norm, config.number('epsilon')));
    return { variable: tf.sub(variable, tf.div(tf.mul(learningRate, momentum), denominator)), slots: { momentum, norm } };
  },
});

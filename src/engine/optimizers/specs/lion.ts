import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'Lion',
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.99 },
  slots: () => [{ name: 'momentum', initial: 0 }],
  update({ variable, gradient, slots, learningRate, config }) {
    const mix = (beta: number): tf.Tensor => tf.add(tf.mul(slots.momentum!, beta), tf.mul(gradient, 1 - beta));
    return { variable: tf.sub(variable, tf.mul(learningRate, tf.sign(mix(config.number('beta1'))))), slots: { momentum: mix(config.number('beta2')) } };
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'SGD',
  defaults: { learningRate: 0.01, momentum: 0, nesterov: false },
  slots: (config) => (config.number('momentum') === 0 ? [] : [{ name: 'momentum', initial: 0 }]),
  update({ variable, gradient, slots, learningRate, config }) {
    const move = tf.mul(gradient, learningRate);
    if (slots.momentum === undefined) return { variable: tf.sub(variable, move) };
    const momentum = config.number('momentum');
    const m = tf.sub(tf.mul(slots.momentum, momentum), move);
    return { variable: tf.add(variable, config.flag('nesterov') ? tf.sub(tf.mul(m, momentum), move) : m), slots: { momentum: m } };
  },
});

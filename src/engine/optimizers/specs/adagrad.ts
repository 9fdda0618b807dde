import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer } from '../define.js';

export default defineOptimizer({
  className: 'Adagrad',
  defaults: { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  slots: (config) => [{ name: 'accumulator', initial: config.number('initialAccumulatorValue') }],
  update({ variable, gradient, slots, learningRate, config }) {
    const accumulator = tf.add(slots.accumulator!, tf.square(gradient));
    return { variable: tf.sub(variable, tf.div(tf.mul(learningRate, gradient), tf.sqrt(tf.add(accumulator, config.number('epsilon'))))), slots: { accumulator } };
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineOptimizer, type OptimizerConfig } from '../define.js';
import { follow, power } from '../moments.js';

function productOfMomenta(iterations: number, config: OptimizerConfig): number {
  let product = 1;
  for (let step = 1; step <= iterations; step++) product *= config.number('beta1') * (1 - 0.5 * 0.96 ** step);
  return product;
}

/** Keras keeps one product of momenta for all variables; here each has its own, which is the same number. */
export default defineOptimizer({
  className: 'Nadam',
  groups: [['momentum', 'velocity']],
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  slots: () => [{ name: 'momentum', initial: 0 }, { name: 'velocity', initial: 0 }, { name: 'u_product', initial: 1, scalar: true, after: productOfMomenta }],
  update({ variable, gradient, slots, learningRate, iteration, config }) {
    const [beta1, beta2] = [config.number('beta1'), config.number('beta2')];
    const u = (ahead: number): tf.Tensor => tf.mul(beta1, tf.sub(1, tf.mul(0.5, power(0.96, iteration, ahead))));
    const [now, next] = [u(1), u(2)];
    const product = tf.mul(slots.u_product!, now);
    const momentum = follow(slots.momentum!, gradient, beta1);
    const velocity = follow(slots.velocity!, tf.square(gradient), beta2);
    const m = tf.add(tf.mul(momentum, tf.div(next, tf.sub(1, tf.mul(product, next)))), tf.mul(gradient, tf.div(tf.sub(1, now), tf.sub(1, product))));
    const v = tf.div(velocity, tf.sub(1, power(beta2, iteration)));
    return { variable: tf.sub(variable, tf.div(tf.mul(m, learningRate), tf.add(tf.sqrt(v), config.number('epsilon')))), slots: { momentum, velocity, u_product: product } };
  },
});

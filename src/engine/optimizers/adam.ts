import { tf } from '../trace/tensorflow.js';
import { defineOptimizer, type Optimizer } from './define.js';
import { follow, power } from './moments.js';

/** Adam (Kingma and Ba 2014) with epsilon outside the root, as Keras has it; AdamW differs in its default of weight decay only. */
export function adam(className: string, extra: Optimizer['defaults']): Optimizer {
  return defineOptimizer({
    className,
    groups: [['momentum', 'velocity'], ['velocity_hat']],
    defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false, ...extra },
    slots: (config) => [{ name: 'momentum', initial: 0 }, { name: 'velocity', initial: 0 }, ...(config.flag('amsgrad') ? [{ name: 'velocity_hat', initial: 0 }] : [])],
    update({ variable, gradient, slots, learningRate, iteration, config }) {
      const [beta1, beta2] = [config.number('beta1'), config.number('beta2')];
      const rate = tf.div(tf.mul(learningRate, tf.sqrt(tf.sub(1, power(beta2, iteration)))), tf.sub(1, power(beta1, iteration)));
      const after: Record<string, tf.Tensor> = { momentum: follow(slots.momentum!, gradient, beta1), velocity: follow(slots.velocity!, tf.square(gradient), beta2) };
      let velocity = after.velocity!;
      if (slots.velocity_hat !== undefined) velocity = after.velocity_hat = tf.maximum(slots.velocity_hat, velocity);
      return { variable: tf.sub(variable, tf.div(tf.mul(after.momentum!, rate), tf.add(tf.sqrt(velocity), config.number('epsilon')))), slots: after };
    },
  });
}

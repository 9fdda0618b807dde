/** Random numbers of the gamma and beta distributions, made of uniform and normal ones inside a step. */
import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';

/** Tries for each number. Fewer than 5% of them fail, so that all fail once in 10^10 numbers; the distribution's middle then stands in. */
const tries = 8;

/**
 * The logarithm of gamma-distributed numbers, by Marsaglia and Tsang (2000, "A simple method for generating gamma variables"): for
 * alpha + 1, then times u^(1/alpha) as in their section 6. Logarithms, since for a small alpha the numbers themselves round to 0.
 */
export function logGamma(call: Pick<ForwardCall, 'random'>, shape: readonly number[], alpha: tf.Tensor | number): tf.Tensor {
  const d = tf.add(alpha, 2 / 3);
  const c = tf.rsqrt(tf.mul(d, 9));
  const normals = tf.unstack(call.random({ shape: [tries, ...shape], distribution: 'normal' }));
  const uniforms = tf.unstack(call.random({ shape: [tries, ...shape], distribution: 'uniform' }));
  const boost = tf.div(tf.log1p(tf.neg(call.random({ shape, distribution: 'uniform' }))), alpha);
  let volume: tf.Tensor = tf.ones([...shape]);
  for (let i = tries - 1; i >= 0; i--) {
    const [x, u] = [normals[i]!, uniforms[i]!];
    const side = tf.add(tf.mul(c, x), 1);
    const inside = tf.greater(side, 0);
    const cube = tf.pow(tf.where(inside, side, tf.onesLike(side)), 3);
    const bound = tf.add(tf.mul(tf.square(x), 0.5), tf.mul(d, tf.add(tf.sub(1, cube), tf.log(cube))));
    volume = tf.where(tf.logicalAnd(inside, tf.less(tf.log1p(tf.neg(u)), bound)), cube, volume);
  }
  return tf.add(tf.add(tf.log(d), tf.log(volume)), boost);
}

/** Numbers of the beta distribution with both parameters `alpha`: of two gamma-distributed ones the first's share. */
export function beta(call: Pick<ForwardCall, 'random'>, shape: readonly number[], alpha: tf.Tensor | number): tf.Tensor {
  const one = logGamma(call, shape, alpha);
  return tf.sigmoid(tf.sub(one, logGamma(call, shape, alpha)));
}

/** Shares that add up to 1, of the Dirichlet distribution with all parameters `alpha`. */
export function dirichlet(call: Pick<ForwardCall, 'random'>, count: number, alpha: number): tf.Tensor {
  return tf.softmax(logGamma(call, [count], alpha));
}

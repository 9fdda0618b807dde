import { tf } from '../../trace/tensorflow.js';
import { along } from './format.js';

interface Affine {
  readonly gamma: tf.Tensor | undefined;
  readonly beta: tf.Tensor | undefined;
  readonly axis: number;
  readonly epsilon: number;
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta with given statistics, as one product and one sum over x. */
export function scaleAndShift(x: tf.Tensor, { mean, variance, gamma, beta, axis, epsilon }: Affine & { readonly mean: tf.Tensor; readonly variance: tf.Tensor }): tf.Tensor {
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const scale = gamma === undefined ? inverse : tf.mul(inverse, gamma);
  const moved = tf.neg(tf.mul(mean, scale));
  const shift = beta === undefined ? moved : tf.add(moved, beta);
  return tf.add(tf.mul(x, along(scale, axis, x.rank)), along(shift, axis, x.rank));
}

/**
 * Normalizes by the batch's own mean and (population) variance over all axes but one. The gradient is written out (Ioffe and Szegedy
 * 2015, section 3) because automatic differentiation of the parts passes over x many more times:
 * dx = gamma / s (dy - mean(dy) - xhat mean(dy xhat)).
 */
export function normalizeBatch(x: tf.Tensor, { gamma, beta, axis, epsilon }: Affine): { output: tf.Tensor; mean: tf.Tensor; variance: tf.Tensor } {
  const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const channels = x.shape[axis]!;
  const count = x.size / channels;
  const spread = (vector: tf.Tensor): tf.Tensor => along(vector, axis, x.rank);
  const mean = tf.mean(x, axes);
  const variance = tf.mean(tf.square(tf.sub(x, spread(mean))), axes);
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const output = tf.customGrad((...given) => {
    const [input, factor, offset, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input, factor, mean, inverse]);
    const scale = tf.mul(inverse, factor);
    return {
      value: tf.add(tf.mul(tf.sub(input, spread(mean)), spread(scale)), spread(offset)),
      gradFunc: (dy, saved) => {
        const [original, weight, centre, scaling] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const centred = tf.sub(original, spread(centre));
        const betaGradient = tf.sum(dy, axes);
        const gammaGradient = tf.mul(tf.sum(tf.mul(dy, centred), axes), scaling);
        const outer = tf.mul(scaling, weight);
        const inner = tf.mul(tf.mul(scaling, gammaGradient), 1 / count);
        const dx = tf.mul(tf.sub(tf.sub(dy, spread(tf.mul(betaGradient, 1 / count))), tf.mul(centred, spread(inner))), spread(outer));
        return [dx, gammaGradient, betaGradient];
      },
    };
  })(x, gamma ?? tf.ones([channels]), beta ?? tf.zeros([channels]));
  return { output, mean, variance };
}

/** Mean and variance over all axes but one of the elements that a mask of x's shape shows (Keras's `BatchNormalization._moments`). */
export function maskedMoments(x: tf.Tensor, mask: tf.Tensor, axis: number): { mean: tf.Tensor; variance: tf.Tensor } {
  const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const none = tf.zerosLike(x);
  const count = tf.add(tf.sum(tf.cast(mask, 'float32'), axes), 1e-7);
  const mean = tf.div(tf.sum(tf.where(mask, x, none), axes), count);
  const centred = tf.where(mask, tf.sub(x, along(mean, axis, x.rank)), none);
  return { mean, variance: tf.div(tf.sum(tf.square(centred), axes), count) };
}

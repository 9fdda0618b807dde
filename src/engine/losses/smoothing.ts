import { tf } from '../trace/tensorflow.js';
import type { LossConfig } from './define.js';

/** Label smoothing over classes (Szegedy et al. 2016): y (1 - s) + s / classes. */
export function smoothed(labels: tf.Tensor, config: LossConfig): tf.Tensor {
  const amount = config.number('labelSmoothing', 0);
  return amount === 0 ? labels : tf.add(tf.mul(labels, 1 - amount), amount / labels.shape.at(-1)!);
}

/** Label smoothing towards one half, for binary labels. */
export function smoothedBinary(labels: tf.Tensor, config: LossConfig): tf.Tensor {
  const amount = config.number('labelSmoothing', 0);
  return amount === 0 ? labels : tf.add(tf.mul(labels, 1 - amount), amount / 2);
}

import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';

/** Inverted dropout (Srivastava et al. 2014): an element stays where its uniform number is at least the rate, and is scaled by 1 / (1 - rate). */
export function dropOut(call: ForwardCall, x: tf.Tensor, noiseShape: readonly number[]): tf.Tensor {
  const rate = call.config.number('rate');
  if (!call.training || rate === 0) return x;
  if (rate >= 1) return tf.mul(x, 0);
  const keep = tf.cast(tf.greaterEqual(call.random({ shape: noiseShape, distribution: 'uniform' }), rate), 'float32');
  return tf.mul(x, tf.mul(keep, 1 / (1 - rate)));
}

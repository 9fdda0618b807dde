import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

const alphaP = -1.6732632423543772 * 1.0507009873554805;

/** Keeps mean and variance of self-normalizing networks (Klambauer et al. 2017, appendix 8). */
export default defineForward({
  type: 'AlphaDropout',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const rate = call.config.number('rate');
    if (!call.training || rate === 0) return x;
    const keep = tf.cast(tf.greaterEqual(call.random({ shape: x.shape, distribution: 'uniform' }), rate), 'float32');
    const a = ((1 - rate) * (1 + rate * alphaP ** 2)) ** -0.5;
    return tf.add(tf.mul(tf.add(tf.mul(x, keep), tf.mul(tf.sub(1, keep), alphaP)), a), -a * alphaP * rate);
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

/** Multiplies by normal numbers around 1 (Srivastava et al. 2014, section 10). */
export default defineForward({
  type: 'GaussianDropout',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const rate = call.config.number('rate');
    if (!call.training || rate === 0) return x;
    return tf.mul(x, tf.add(tf.mul(call.random({ shape: x.shape, distribution: 'normal' }), Math.sqrt(rate / (1 - rate))), 1));
  },
});

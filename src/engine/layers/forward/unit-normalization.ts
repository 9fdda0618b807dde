import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'UnitNormalization',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const axis = call.config.optionalNumbers('axis') ?? call.config.number('axis', -1);
    return tf.mul(x, tf.minimum(tf.rsqrt(tf.sum(tf.square(x), axis, true)), 1e12));
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

/** Slopes are learned (He et al. 2015). Written as Keras writes it, with two rectifiers. */
export default defineForward({
  type: 'PReLU',
  mask: sameMask,
  call(call) {
    const x = only(call);
    return tf.sub(tf.relu(x), tf.mul(call.weights.alpha!, tf.relu(tf.neg(x))));
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'GaussianNoise',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const deviation = call.config.number('stddev');
    return call.training && deviation > 0 ? tf.add(x, tf.mul(call.random({ shape: x.shape, distribution: 'normal' }), deviation)) : x;
  },
});

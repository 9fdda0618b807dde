import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';

export default defineForward({
  type: 'Reshape',
  call(call) {
    const x = only(call);
    return tf.reshape(x, [x.shape[0], ...call.config.numbers('targetShape')]);
  },
});

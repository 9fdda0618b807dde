import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';

/** With `channels_first` Keras moves the channels to the end before it flattens. */
export default defineForward({
  type: 'Flatten',
  call(call) {
    const x = only(call);
    const [batch] = x.shape;
    const last = call.config.channelsFirst && x.rank > 1 ? tf.transpose(x, [0, ...Array.from({ length: Math.max(x.rank - 2, 0) }, (_, i) => i + 2), 1]) : x;
    return tf.reshape(last, [batch, x.size / batch]);
  },
});

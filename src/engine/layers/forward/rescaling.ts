import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'Rescaling',
  mask: sameMask,
  call(call) {
    const read = (name: string, fallback?: number): number | tf.Tensor => {
      const list = call.config.optionalNumbers(name);
      return list === null ? call.config.number(name, fallback) : tf.tensor1d(list);
    };
    const x = tf.cast(only(call), 'float32');
    const offset = read('offset', 0);
    const scaled = tf.mul(x, read('scale'));
    return offset === 0 ? scaled : tf.add(scaled, offset);
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { weightNamed } from '../support/weights.js';

/** Root mean square normalization (Zhang and Sennrich 2019). */
export default defineForward({
  type: 'RMSNormalization',
  call(call) {
    const x = only(call);
    const axes = (call.config.optionalNumbers('axis') ?? [call.config.number('axis', -1)]).map((axis) => axisOf(axis, x.rank));
    const scale = tf.reshape(weightNamed(call, 'scale'), x.shape.map((length, i) => (axes.includes(i) ? length : 1)));
    return tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), axes, true), call.config.number('epsilon', 1e-6)))), scale);
  },
});

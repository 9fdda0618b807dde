import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { softmax } from '../support/softmax.js';

/** Along one axis or several together. */
export default defineForward({
  type: 'Softmax',
  call(call) {
    const x = only(call);
    const axes = call.config.optionalNumbers('axis');
    if (axes === null) return softmax(x, call.config.number('axis', -1));
    const along = axes.map((axis) => axisOf(axis, x.rank));
    const powers = tf.exp(tf.sub(x, tf.max(x, along, true)));
    return tf.div(powers, tf.sum(powers, along, true));
  },
});

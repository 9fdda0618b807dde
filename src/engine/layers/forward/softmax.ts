import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { givenMask, sameMask } from '../support/masks.js';
import { softmax } from '../support/softmax.js';

/** What a hidden position's number becomes before the softmax. */
const hidden = -1e9;

/** Along one axis or several together. Hidden positions get 0; the mask's axes are the input's last ones, as Keras broadcasts it. */
export default defineForward({
  type: 'Softmax',
  mask: sameMask,
  takesMask: true,
  call(call) {
    const x = only(call);
    const mask = givenMask(call);
    if (mask === undefined) return along(call.config.optionalNumbers('axis') ?? [call.config.number('axis', -1)], x);
    if (mask.rank > x.rank || mask.shape.some((length, i) => length !== 1 && length !== x.shape[x.rank - mask.rank + i])) {
      throw new UserError(`Layer "${call.layer.name}" (Softmax) is given a mask of shape (${mask.shape.join(', ')}), which does not broadcast to its input (${x.shape.join(', ')}); Keras refuses it too. Use Activation("softmax"), which takes no mask.`);
    }
    const spread = tf.broadcastTo(mask, x.shape);
    return tf.where(spread, along(call.config.optionalNumbers('axis') ?? [call.config.number('axis', -1)], tf.where(spread, x, tf.fill(x.shape, hidden))), tf.zerosLike(x));
  },
});

function along(axes: readonly number[], x: tf.Tensor): tf.Tensor {
  if (axes.length === 1) return softmax(x, axes[0]);
  const together = axes.map((axis) => axisOf(axis, x.rank));
  const powers = tf.exp(tf.sub(x, tf.max(x, together, true)));
  return tf.div(powers, tf.sum(powers, together, true));
}

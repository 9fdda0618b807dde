import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type ForwardCall } from '../define.js';
import { setMask } from '../support/masks.js';

const shownSteps = (call: ForwardCall): tf.Tensor => tf.any(tf.notEqual(only(call), call.config.number('maskValue', 0)), -1);

/** Hides the steps whose numbers all are `mask_value`, and makes them 0. */
export default defineForward({
  type: 'Masking',
  mask: (_, call) => [shownSteps(call)],
  call(call) {
    const x = only(call);
    const shown = shownSteps(call);
    const output = tf.where(tf.expandDims(shown, -1), x, tf.zerosLike(x));
    setMask(output, shown);
    return output;
  },
});

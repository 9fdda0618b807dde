import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { takesMask } from '../lookup.js';
import { childrenOf } from '../support/children.js';
import { givenMask, sameMask } from '../support/masks.js';

/**
 * Applies the layer to every step: steps join the batch, which is the same for all layers but those that look across samples. A layer whose
 * `call` takes a mask gets that of its step, as Keras's `TimeDistributed.call` hands it over.
 */
export default defineForward({
  type: 'TimeDistributed',
  mask: sameMask,
  takesMask: true,
  call(call) {
    const x = only(call);
    const [batch, steps] = x.shape as [number, number];
    const [layer] = childrenOf(call, 1);
    const mask = takesMask(layer!) ? givenMask(call) : undefined;
    const outputs = call.child(layer!, [tf.reshape(x, [batch * steps, ...x.shape.slice(2)])], { mask: mask && tf.reshape(mask, [batch * steps, ...mask.shape.slice(2)]) });
    return outputs.map((output) => tf.reshape(output, [batch, steps, ...output.shape.slice(1)]));
  },
});

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { childrenOf } from '../support/children.js';

/** Applies the layer to every step: steps join the batch, which is the same for all layers but those that look across samples. */
export default defineForward({
  type: 'TimeDistributed',
  call(call) {
    const x = only(call);
    const [batch, steps] = x.shape as [number, number];
    const [layer] = childrenOf(call, 1);
    const outputs = call.child(layer!, [tf.reshape(x, [batch * steps, ...x.shape.slice(2)])]);
    return outputs.map((output) => tf.reshape(output, [batch, steps, ...output.shape.slice(1)]));
  },
});

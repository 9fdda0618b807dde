import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { contract } from '../support/einsum.js';

/** Keras reshapes the bias when it builds the layer, so that it broadcasts from the right. */
export default defineForward({
  type: 'EinsumDense',
  call(call) {
    const product = contract(call.config.text('equation'), only(call), call.weights.kernel!);
    const shifted = call.weights.bias === undefined ? product : tf.add(product, call.weights.bias);
    return call.activate(shifted);
  },
});

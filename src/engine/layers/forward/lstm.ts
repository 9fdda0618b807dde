import { tf } from '../../trace/tensorflow.js';
import { dropoutMask, gates, recurrentLayer } from '../support/recurrent.js';
import { optionalWeight, weightNamed } from '../support/weights.js';

/** Long short-term memory (Hochreiter and Schmidhuber 1997); gates in Keras's order: input, forget, cell, output. */
export default recurrentLayer('LSTM', {
  cell(call, x) {
    const [kernel, recurrent, bias] = [weightNamed(call, 'kernel'), weightNamed(call, 'recurrent_kernel'), optionalWeight(call, 'bias')];
    const units = recurrent.shape[0];
    const batch = x.shape[0];
    const masks = dropoutMask(call, 'dropout', [batch, x.shape[2]!], 4);
    const recurrentMasks = dropoutMask(call, 'recurrentDropout', [batch, units], 4);
    const zeros = tf.zeros([batch, units]);
    return {
      initial: [zeros, zeros],
      step(input, [h, c]) {
        let z = tf.add(gates(input, kernel, masks, 4), gates(h!, recurrent, recurrentMasks, 4));
        if (bias) z = tf.add(z, bias);
        const [i, f, candidate, o] = tf.split(z, 4, 1);
        const carry = tf.add(tf.mul(call.activate(f!, 'recurrentActivation'), c!), tf.mul(call.activate(i!, 'recurrentActivation'), call.activate(candidate!)));
        const output = tf.mul(call.activate(o!, 'recurrentActivation'), call.activate(carry));
        return { output, states: [output, carry] };
      },
    };
  },
});

import { tf } from '../../trace/tensorflow.js';
import { dropoutMask, gates, recurrentLayer } from '../support/recurrent.js';
import { optionalWeight, weightNamed } from '../support/weights.js';

/** Gated recurrent unit (Cho et al. 2014); gates in Keras's order: update, reset, candidate. With `reset_after` the bias has a row for the input and one for the state. */
export default recurrentLayer('GRU', {
  cell(call, x) {
    const [kernel, recurrent, bias] = [weightNamed(call, 'kernel'), weightNamed(call, 'recurrent_kernel'), optionalWeight(call, 'bias')];
    const units = recurrent.shape[0];
    const batch = x.shape[0];
    const resetAfter = call.config.flag('resetAfter', true);
    const rows = bias?.rank === 2 ? tf.unstack(bias, 0) : [bias];
    const [inputBias, stateBias] = [rows[0], rows[1]];
    const masks = dropoutMask(call, 'dropout', [batch, x.shape[2]!], 3);
    const recurrentMasks = dropoutMask(call, 'recurrentDropout', [batch, units], 3);
    const withBias = (z: tf.Tensor, row: tf.Tensor | undefined): tf.Tensor => (row ? tf.add(z, row) : z);
    return {
      initial: [tf.zeros([batch, units])],
      step(input, [h]) {
        const [xz, xr, xh] = tf.split(withBias(gates(input, kernel, masks, 3), inputBias), 3, 1);
        const [kz, kr, kh] = tf.split(recurrent, 3, 1);
        const state = (i: number): tf.Tensor => (recurrentMasks ? tf.mul(h!, recurrentMasks[i]!) : h!);
        let candidate: tf.Tensor;
        let update: tf.Tensor;
        if (resetAfter) {
          const [hz, hr, hh] = tf.split(withBias(gates(h!, recurrent, recurrentMasks, 3), stateBias), 3, 1);
          update = call.activate(tf.add(xz!, hz!), 'recurrentActivation');
          candidate = call.activate(tf.add(xh!, tf.mul(call.activate(tf.add(xr!, hr!), 'recurrentActivation'), hh!)));
        } else {
          update = call.activate(tf.add(xz!, tf.matMul(state(0), kz!)), 'recurrentActivation');
          const reset = call.activate(tf.add(xr!, tf.matMul(state(1), kr!)), 'recurrentActivation');
          candidate = call.activate(tf.add(xh!, tf.matMul(tf.mul(reset, state(2)), kh!)));
        }
        const output = tf.add(tf.mul(update, h!), tf.mul(tf.sub(1, update), candidate));
        return { output, states: [output] };
      },
    };
  },
});

import { tf } from '../../trace/tensorflow.js';
import { dropoutMask, gates, recurrentLayer } from '../support/recurrent.js';
import { optionalWeight, weightNamed } from '../support/weights.js';

export default recurrentLayer('SimpleRNN', {
  cell(call, x) {
    const [kernel, recurrent, bias] = [weightNamed(call, 'kernel'), weightNamed(call, 'recurrent_kernel'), optionalWeight(call, 'bias')];
    const [batch, units] = [x.shape[0], recurrent.shape[0]];
    const masks = dropoutMask(call, 'dropout', [batch, x.shape[2]!], 1);
    const recurrentMasks = dropoutMask(call, 'recurrentDropout', [batch, units], 1);
    return {
      initial: [tf.zeros([batch, units])],
      step(input, [h]) {
        const z = tf.add(gates(input, kernel, masks, 1), gates(h!, recurrent, recurrentMasks, 1));
        const output = call.activate(bias ? tf.add(z, bias) : z);
        return { output, states: [output] };
      },
    };
  },
});

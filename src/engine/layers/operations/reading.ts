/** What a `call` method computes with beside its inputs: variables, arrays of known numbers, one of two results by the mode. */
import { ADD_LOSS, BY_MODE, CONSTANT, DRAWN, VARIABLE } from '../../../core/graph/call-operations.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { numberOf, type Numbers } from '../support/operands.js';

export default [
  defineForward({ type: VARIABLE, call: ({ layer, variable }) => tf.clone(variable(layer.config.weight as string)) }),
  defineForward({
    type: CONSTANT,
    call: ({ layer, results }) => {
      const dtype = results[0]?.dtype ?? 'float32';
      return tf.tensor(layer.config.value as Numbers, undefined, dtype.includes('int') ? 'int32' : dtype === 'bool' ? 'bool' : 'float32');
    },
  }),
  // The graph's run hands over the result of its mode alone.
  defineForward({ type: BY_MODE, call: ({ inputs }) => tf.clone(inputs[0]!) }),
  defineForward({
    type: ADD_LOSS,
    call({ inputs, penalize }) {
      const [x, ...losses] = inputs as [tf.Tensor, ...tf.Tensor[]];
      losses.forEach(penalize);
      return tf.clone(x);
    },
  }),
  defineForward({ type: DRAWN.normal, call: (call) => tf.add(tf.mul(fresh(call, 'normal'), numberOf(call, 'stddev', 1)), numberOf(call, 'mean', 0)) }),
  defineForward({
    type: DRAWN.uniform,
    call(call) {
      const low = numberOf(call, 'minval', 0);
      return tf.add(tf.mul(fresh(call, 'uniform'), numberOf(call, 'maxval', 1) - low), low);
    },
  }),
];

/** Random numbers of the shape of the result, whose open length is that of the batch. */
const fresh = ({ results, batch, random }: ForwardCall, distribution: 'normal' | 'uniform'): tf.Tensor => random({ shape: (results[0]?.shape ?? []).map((length) => length ?? batch), distribution });

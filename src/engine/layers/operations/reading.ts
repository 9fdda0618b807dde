/** What a `call` method computes with beside its inputs: variables, arrays of known numbers, one of two results by the mode. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import type { Numbers } from '../support/operands.js';

export default [
  defineForward({ type: 'Variable', call: ({ layer, variable }) => tf.clone(variable(layer.config.weight as string)) }),
  defineForward({
    type: 'Constant',
    call: ({ layer, results }) => {
      const dtype = results[0]?.dtype ?? 'float32';
      return tf.tensor(layer.config.value as Numbers, undefined, dtype.includes('int') ? 'int32' : dtype === 'bool' ? 'bool' : 'float32');
    },
  }),
  // The graph's run hands over the result of its mode alone.
  defineForward({ type: 'by_mode', call: ({ inputs }) => tf.clone(inputs[0]!) }),
];

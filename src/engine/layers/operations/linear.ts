/** Matrix products of `keras.ops`. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { contract } from '../support/einsum.js';
import { argument, binary } from '../support/operands.js';

export default [
  binary('matmul', (a, b) => {
    if (b.rank !== 2 || a.rank === 2) return tf.matMul(a, b);
    const [features, units] = b.shape as [number, number];
    return tf.reshape(tf.matMul(tf.reshape(a, [a.size / features, features]), b), [...a.shape.slice(0, -1), units]);
  }),
  defineForward({
    type: 'einsum',
    call(call) {
      const equation = argument(call, 'subscripts');
      const [a, b] = call.inputs;
      if (typeof equation !== 'string' || !a || !b || call.inputs.length !== 2) return call.config.fail('subscripts', 'an equation of two tensors');
      return contract(equation, a, b);
    },
  }),
];

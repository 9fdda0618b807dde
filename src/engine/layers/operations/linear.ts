/** Matrix products of `keras.ops`. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { contract } from '../support/einsum.js';
import { axisOf } from '../support/format.js';
import { argument, binary, operands } from '../support/operands.js';

function product(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  // As NumPy has it: a vector is a row on the left and a column on the right, and its axis is left out of the result.
  if (a.rank === 1) return tf.squeeze(product(tf.expandDims(a, 0), b), [b.rank === 1 ? 0 : b.rank - 2]);
  if (b.rank === 1) return tf.squeeze(product(a, tf.expandDims(b, 1)), [a.rank - 1]);
  if (b.rank !== 2 || a.rank === 2) return tf.matMul(a, b);
  const [features, units] = b.shape as [number, number];
  return tf.reshape(tf.matMul(tf.reshape(a, [a.size / features, features]), b), [...a.shape.slice(0, -1), units]);
}

/** Sums over pairs of axes of two tensors, the other axes of the first before those of the second; `batch` axes stand in both. */
function tensordot(a: tf.Tensor, b: tf.Tensor, left: readonly number[], right: readonly number[], batch = 0): tf.Tensor {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const first = [...letters.slice(0, a.rank)];
  const second = [...letters.slice(a.rank, a.rank + b.rank)].map((letter, i) => (i < batch ? first[i]! : right.includes(i) ? first[left[right.indexOf(i)]!]! : letter));
  const rest = [...first.filter((_, i) => !left.includes(i)), ...second.filter((_, i) => i >= batch && !right.includes(i))];
  return contract(`${first.join('')},${second.join('')}->${rest.join('')}`, a, b);
}

export default [
  binary('matmul', product),
  defineForward({
    type: 'einsum',
    call(call) {
      const equation = argument(call, 'subscripts');
      const [a, b] = call.inputs;
      if (typeof equation !== 'string' || !a || !b || call.inputs.length !== 2) return call.config.fail('subscripts', 'an equation of two tensors');
      return contract(equation, a, b);
    },
  }),
  // Like `matmul`, but of axes in front each stands for itself.
  binary('dot', (a, b) => (a.rank === 0 || b.rank === 0 ? tf.mul(a, b) : tensordot(a, b, [a.rank - 1], [Math.max(0, b.rank - 2)]))),
  defineForward({
    type: 'tensordot',
    call(call) {
      const [a, b] = operands(call, ['x1', 'x2']) as [tf.Tensor, tf.Tensor];
      const axes = argument(call, 'axes') ?? 2;
      if (typeof axes === 'number') return tensordot(a, b, Array.from({ length: axes }, (_, i) => a.rank - axes + i), Array.from({ length: axes }, (_, i) => i));
      const lists = Array.isArray(axes) && axes.length === 2 ? axes.map((one) => (Array.isArray(one) ? one : [one]).map(Number)) : call.config.fail('axes', 'a number or two lists of axes');
      return tensordot(a, b, lists[0]!.map((axis) => axisOf(axis, a.rank)), lists[1]!.map((axis) => axisOf(axis, b.rank)));
    },
  }),
  defineForward({
    type: 'batch_dot',
    call(call) {
      const [a, b] = operands(call, ['x', 'y']) as [tf.Tensor, tf.Tensor];
      const axes = argument(call, 'axes');
      const [left, right] = axes === undefined || axes === null ? [a.rank - 1, Math.max(1, b.rank - 2)] : Array.isArray(axes) ? axes.map(Number) : [Number(axes), Number(axes)];
      const product = tensordot(a, b, [axisOf(left!, a.rank)], [axisOf(right!, b.rank)], 1);
      return product.rank === 1 ? tf.expandDims(product, 1) : product;
    },
  }),
];

/** `keras.ops` that compare, and the one that chooses by it. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward } from '../define.js';
import { binary, operands, unary } from '../support/operands.js';

/** Element by element from one of two, as the condition says; the operands broadcast. */
const where = (type: string, names: readonly [string, string]): Forward =>
  defineForward({
    type,
    call(call) {
      const [condition, a, b] = operands(call, ['condition', ...names]) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [yes, no] = a.dtype === b.dtype ? [a, b] : [tf.cast(a, 'float32'), tf.cast(b, 'float32')];
      return tf.where(tf.cast(condition, 'bool'), yes, no);
    },
  });

export default [
  binary('greater', tf.greater),
  binary('greater_equal', tf.greaterEqual),
  binary('less', tf.less),
  binary('less_equal', tf.lessEqual),
  binary('equal', tf.equal),
  binary('not_equal', tf.notEqual),
  binary('logical_and', (a, b) => tf.logicalAnd(tf.cast(a, 'bool'), tf.cast(b, 'bool'))),
  binary('logical_or', (a, b) => tf.logicalOr(tf.cast(a, 'bool'), tf.cast(b, 'bool'))),
  unary('logical_not', (x) => tf.logicalNot(tf.cast(x, 'bool'))),
  unary('isnan', tf.isNaN),
  unary('isinf', tf.isInf),
  unary('isfinite', tf.isFinite),
  where('where', ['x1', 'x2']),
  where('tf.where', ['x', 'y']),
];

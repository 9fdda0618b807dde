/** `keras.ops` that reduce axes. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward } from '../define.js';
import { argument, axesOf } from '../support/operands.js';
import { maxOver } from '../support/reduce.js';

const reduction = (type: string, run: (x: tf.Tensor, axes: number[], keepdims: boolean) => tf.Tensor): Forward =>
  defineForward({
    type,
    call(call) {
      const x = call.inputs[0]!;
      return run(x, axesOf(call) ?? x.shape.map((_, i) => i), argument(call, 'keepdims') === true);
    },
  });

const variance = (x: tf.Tensor, axes: number[], keepdims: boolean): tf.Tensor => tf.mean(tf.square(tf.sub(x, tf.mean(x, axes, true))), axes, keepdims);

export default [
  reduction('sum', tf.sum),
  reduction('mean', tf.mean),
  reduction('average', tf.mean),
  reduction('max', maxOver),
  reduction('amax', maxOver),
  reduction('min', (x, axes, keepdims) => tf.neg(maxOver(tf.neg(x), axes, keepdims))),
  reduction('amin', (x, axes, keepdims) => tf.neg(maxOver(tf.neg(x), axes, keepdims))),
  reduction('prod', tf.prod),
  reduction('var', variance),
  reduction('std', (x, axes, keepdims) => tf.sqrt(variance(x, axes, keepdims))),
  reduction('logsumexp', tf.logSumExp),
];

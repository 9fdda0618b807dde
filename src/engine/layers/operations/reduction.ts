/** `keras.ops` that reduce axes. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward } from '../define.js';
import { argument, axesOf, demandDefault, unary } from '../support/operands.js';
import { maxOver } from '../support/reduce.js';

const reduction = (type: string, run: (x: tf.Tensor, axes: number[], keepdims: boolean) => tf.Tensor): Forward =>
  defineForward({
    type,
    call(call) {
      const x = call.inputs[0]!;
      if (call.inputs.length > 1) call.config.fail('weights', 'None');
      for (const name of ['weights', 'initial', 'dtype']) demandDefault(call, name, null);
      return run(x, axesOf(call) ?? x.shape.map((_, i) => i), argument(call, 'keepdims') === true);
    },
  });

const variance = (x: tf.Tensor, axes: number[], keepdims: boolean): tf.Tensor => tf.mean(tf.square(tf.sub(x, tf.mean(x, axes, true))), axes, keepdims);

/** Where along an axis the extreme lies; of all elements in a row where Keras is given none. */
const place = (type: string, run: (x: tf.Tensor, axis: number) => tf.Tensor): Forward =>
  unary(type, (x, call) => {
    const axis = argument(call, 'axis') ?? (type.startsWith('tf.') ? 0 : null);
    if (axis === null) return run(tf.reshape(x, [x.size]), 0);
    const found = run(x, Number(axis) < 0 ? Number(axis) + x.rank : Number(axis));
    return argument(call, 'keepdims') === true ? tf.expandDims(found, Number(axis)) : found;
  });

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
  reduction('all', (x, axes, keepdims) => tf.all(tf.cast(x, 'bool'), axes, keepdims)),
  reduction('any', (x, axes, keepdims) => tf.any(tf.cast(x, 'bool'), axes, keepdims)),
  unary('norm', (x, call) => {
    const order = argument(call, 'ord') ?? 2;
    const axes = axesOf(call) ?? x.shape.map((_, i) => i);
    const keepdims = argument(call, 'keepdims') === true;
    if (order === 1 && axes.length === 1) return tf.sum(tf.abs(x), axes, keepdims);
    // Of a matrix 2 is another norm than that of its numbers.
    const plain = order === 'euclidean' || order === 'fro' || (order === 2 && (axes.length === 1 || argument(call, 'ord') == null));
    return plain ? tf.sqrt(tf.sum(tf.square(x), axes, keepdims)) : call.config.fail('ord', 'None, 1 or 2');
  }),
  defineForward({
    type: 'moments',
    call(call) {
      const x = call.inputs[0]!;
      const axes = axesOf(call, 'axes') ?? x.shape.map((_, i) => i);
      const keepdims = argument(call, 'keepdims') === true;
      return [tf.mean(x, axes, keepdims), variance(x, axes, keepdims)];
    },
  }),
  ...['argmax', 'tf.argmax'].map((type) => place(type, tf.argMax)),
  ...['argmin', 'tf.argmin'].map((type) => place(type, tf.argMin)),
  unary('cumsum', (x, call) => {
    const axis = argument(call, 'axis');
    return typeof axis === 'number' ? tf.cumsum(x, axis < 0 ? axis + x.rank : axis) : tf.cumsum(tf.reshape(x, [x.size]), 0);
  }),
  unary('tf.nn.l2_loss', (x) => tf.div(tf.sum(tf.square(x)), 2)),
];

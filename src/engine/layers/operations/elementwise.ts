/** `keras.ops` of one tensor, element by element. */
import type { ConfigValue } from '../../../core/graph/types.js';
import { tf } from '../../trace/tensorflow.js';
import { argument, demandDefault, numberOf, unary } from '../support/operands.js';
import { stopGradient } from '../support/stop-gradient.js';

const deviceType = (dtype: ConfigValue | undefined): 'int32' | 'bool' | 'float32' =>
  typeof dtype !== 'string' ? 'float32' : dtype.includes('int') ? 'int32' : dtype === 'bool' ? 'bool' : 'float32';

export default [
  unary('absolute', tf.abs),
  unary('abs', tf.abs),
  unary('negative', tf.neg),
  unary('square', tf.square),
  unary('sqrt', tf.sqrt),
  unary('rsqrt', tf.rsqrt),
  unary('exp', tf.exp),
  unary('expm1', tf.expm1),
  unary('log', tf.log),
  unary('log1p', tf.log1p),
  unary('log2', (x) => tf.div(tf.log(x), Math.LN2)),
  unary('log10', (x) => tf.div(tf.log(x), Math.LN10)),
  unary('sin', tf.sin),
  unary('cos', tf.cos),
  unary('tan', tf.tan),
  unary('sinh', tf.sinh),
  unary('cosh', tf.cosh),
  unary('arcsin', tf.asin),
  unary('arccos', tf.acos),
  unary('arctan', tf.atan),
  unary('reciprocal', (x) => tf.div(1, x)),
  unary('erf', tf.erf),
  unary('sign', tf.sign),
  unary('floor', tf.floor),
  unary('ceil', tf.ceil),
  unary('round', (x, call) => {
    demandDefault(call, 'decimals', 0);
    return tf.round(x);
  }),
  unary('copy', tf.clone),
  unary('stop_gradient', stopGradient),
  unary('cast', (x, call) => tf.cast(x, deviceType(call.results[0]?.dtype ?? argument(call, 'dtype')))),
  unary('clip', (x, call) => tf.clipByValue(x, numberOf(call, 'x_min'), numberOf(call, 'x_max'))),
  unary('zeros_like', tf.zerosLike),
  unary('ones_like', tf.onesLike),
  unary('normalize', (x, call) => tf.mul(x, tf.minimum(tf.rsqrt(tf.sum(tf.square(x), numberOf(call, 'axis', -1), true)), 1 / numberOf(call, 'epsilon', 1e-7)))),
];

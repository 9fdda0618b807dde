import type { Dtype, TensorInfo } from '../../../../graph/types.js';
import { broadcast, promote } from '../../shapes.js';
import { asInteger } from '../../../python/values.js';
import { EagerNumber, numberIn } from '../../array-value.js';
import { readDtype } from '../../convert.js';
import { type OpCall, op } from '../rule.js';

const isFloat = (dtype: Dtype): boolean => dtype.includes('float');

/** Two tensors, one shape. Python numbers take the other's dtype. */
function combine(call: OpCall, a: string, b: string, dtype?: (x: Dtype, y: Dtype) => Dtype): TensorInfo {
  const [x, y] = [call.tensor(a), call.tensor(b)];
  const weak = (t: TensorInfo, other: TensorInfo) => t.shape?.length === 0 && isFloat(other.dtype);
  const common = weak(x, y) ? y.dtype : weak(y, x) ? x.dtype : promote(x.dtype, y.dtype);
  return call.result(broadcast(x.shape, y.shape, call.name, call.loss !== undefined), dtype ? dtype(x.dtype, y.dtype) : common);
}

/** Two plain numbers compared or combined are a plain answer, as eager TensorFlow gives it. */
const PLAIN: Readonly<Record<string, (a: number, b: number) => boolean | number>> = {
  equal: (a, b) => a === b, not_equal: (a, b) => a !== b, less: (a, b) => a < b, less_equal: (a, b) => a <= b, greater: (a, b) => a > b, greater_equal: (a, b) => a >= b,
  add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b, maximum: Math.max, minimum: Math.min, floor_divide: (a, b) => Math.floor(a / b),
};
/** The same of numbers of which one is a tensor already. */
const EAGER: Readonly<Record<string, (a: number, b: number) => number>> = { add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b, divide: (a, b) => a / b, true_divide: (a, b) => a / b, power: (a, b) => a ** b, maximum: Math.max, minimum: Math.min };
const two = (name: string, dtype?: (x: Dtype, y: Dtype) => Dtype) => op(`${name}(x1, x2)`, (call) => combine(call, 'x1', 'x2', dtype), {
  direct: ([a, b]) => {
    const [x, y, rule] = [asInteger(a ?? null), asInteger(b ?? null), PLAIN[name]];
    if ((a instanceof EagerNumber || b instanceof EagerNumber) && EAGER[name]) {
      const [left, right] = [numberIn(a ?? null), numberIn(b ?? null)];
      return left === null || right === null ? undefined : new EagerNumber(EAGER[name](left, right));
    }
    if (x === null || y === null || !rule || (name === 'floor_divide' && y === 0)) return undefined;
    return rule(x, y);
  },
});
/** What is computed of a plain number. */
const COMPUTED: Readonly<Record<string, (x: number) => number>> = { exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, sqrt: Math.sqrt, sin: Math.sin, cos: Math.cos, tanh: Math.tanh, rsqrt: (x) => 1 / Math.sqrt(x), square: (x) => x * x, negative: (x) => -x };
const one = (name: string, dtype?: (x: Dtype) => Dtype) => op(`${name}(x)`, (call) => {
  const x = call.tensor('x');
  return call.result(x.shape, dtype ? dtype(x.dtype) : x.dtype);
}, {
  direct: ([x]) => {
    const [number, compute] = [numberIn(x ?? null), COMPUTED[name]];
    return number === null || !compute ? undefined : new EagerNumber(compute(number));
  },
});
const bool = (): Dtype => 'bool';
const floating = (x: Dtype): Dtype => (isFloat(x) ? x : 'float32');
const floatingTwo = (x: Dtype, y: Dtype): Dtype => floating(promote(x, y));

const arithmetic = ['add', 'subtract', 'multiply', 'maximum', 'minimum', 'power', 'mod', 'floor_divide', 'fmax', 'fmin', 'fmod', 'gcd', 'lcm', 'nextafter'];
const divisions = ['divide', 'true_divide', 'divide_no_nan', 'arctan2', 'logaddexp', 'logaddexp2', 'hypot', 'heaviside', 'ldexp'];
/** Of two tensors called x and y. */
const bits = ['bitwise_and', 'bitwise_or', 'bitwise_xor', 'bitwise_left_shift', 'bitwise_right_shift', 'left_shift', 'right_shift'];
const comparisons = ['equal', 'not_equal', 'less', 'less_equal', 'greater', 'greater_equal', 'logical_and', 'logical_or', 'logical_xor'];
const roots = ['sqrt', 'rsqrt', 'exp', 'exp2', 'expm1', 'log', 'log1p', 'log2', 'log10', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'arcsin', 'arccos', 'arctan', 'reciprocal', 'erf', 'erfinv', 'erfc', 'arccosh', 'arcsinh', 'arctanh', 'cbrt', 'deg2rad', 'rad2deg', 'i0', 'sinc', 'fabs', 'angle'];
const plain = ['absolute', 'negative', 'square', 'sign', 'floor', 'ceil', 'copy', 'conjugate', 'conj', 'real', 'imag', 'trunc', 'bitwise_not', 'bitwise_invert', 'fliplr', 'flipud'];
const activations = ['linear', 'exponential', 'mish', 'sparse_sigmoid', 'relu', 'relu6', 'sigmoid', 'softplus', 'softsign', 'silu', 'swish', 'log_sigmoid', 'hard_sigmoid', 'hard_silu', 'hard_swish', 'hard_tanh', 'tanh_shrink', 'selu', 'sparse_plus'];
/** Activations with one argument more. */
const shaped = ['sparsemax(x, axis=-1)', 'soft_shrink(x, threshold=0.5)', 'hard_shrink(x, threshold=0.5)', 'squareplus(x, b=4)'];

export default {
  ...Object.fromEntries(arithmetic.map((name) => [name, two(name)])),
  ...Object.fromEntries(divisions.map((name) => [name, two(name, floatingTwo)])),
  ...Object.fromEntries(comparisons.map((name) => [name, two(name, bool)])),
  ...Object.fromEntries(roots.map((name) => [name, one(name, floating)])),
  ...Object.fromEntries(plain.map((name) => [name, one(name)])),
  ...Object.fromEntries(activations.map((name) => [name, one(name, floating)])),
  abs: one('abs'),
  stop_gradient: op('stop_gradient(variable)', (call) => {
    const x = call.tensor('variable');
    return call.result(x.shape, x.dtype);
  }),
  ...Object.fromEntries(['logical_not', 'isneginf', 'isposinf', 'isreal', 'signbit'].map((name) => [name, one(name, bool)])),
  ...Object.fromEntries(bits.map((name) => [name, op(`${name}(x, y)`, (call) => combine(call, 'x', 'y'))])),
  isclose: op('isclose(x1, x2, rtol=1e-05, atol=1e-08, equal_nan=False)', (call) => combine(call, 'x1', 'x2', bool)),
  isnan: one('isnan', bool),
  isinf: one('isinf', bool),
  isfinite: one('isfinite', bool),
  ...Object.fromEntries(
    ['round(x, decimals=0)', 'leaky_relu(x, negative_slope=0.2)', 'elu(x, alpha=1.0)', 'gelu(x, approximate=True)', 'celu(x, alpha=1.0)', 'softmax(x, axis=-1)', 'log_softmax(x, axis=-1)', 'threshold(x, threshold, default_value)', 'clip(x, x_min, x_max)', 'nan_to_num(x, nan=0.0, posinf=None, neginf=None)', 'normalize(x, axis=-1, order=2, epsilon=None)', 'cumsum(x, axis=None, dtype=None)', 'cumprod(x, axis=None, dtype=None)', 'flip(x, axis=None)', 'roll(x, shift, axis=None)', 'sort(x, axis=-1)', 'tril(x, k=0)', 'triu(x, k=0)', 'nancumsum(x, axis=None, dtype=None)', 'nancumprod(x, axis=None, dtype=None)'].map((signature) => [
      signature.slice(0, signature.indexOf('(')),
      op(signature, (call) => {
        const x = call.tensor('x');
        return call.result(x.shape, x.dtype);
      }),
    ]),
  ),
  ...Object.fromEntries(shaped.map((signature) => [signature.slice(0, signature.indexOf('(')), op(signature, (call) => {
    const x = call.tensor('x');
    return call.result(x.shape, floating(x.dtype));
  })])),
  ...Object.fromEntries(['argsort(x, axis=-1)', 'argpartition(x, kth, axis=-1)', 'digitize(x, bins)'].map((signature) => [signature.slice(0, signature.indexOf('(')), op(signature, (call) => call.result(call.tensor('x').shape, 'int32'))])),
  isin: op('isin(x1, x2, assume_unique=False, invert=False)', (call) => call.result(call.tensor('x1').shape, 'bool')),
  ...Object.fromEntries(['cast', 'saturate_cast'].map((name) => [name, op(`${name}(x, dtype)`, (call) => {
    const x = call.tensor('x');
    return call.result(x.shape, call.dtype('dtype', x.dtype));
  }, {
    direct: ([x, dtype]) => {
      const number = numberIn(x ?? null);
      return number === null || !(readDtype(dtype ?? null) ?? '').includes('float') ? undefined : new EagerNumber(number);
    },
  })])),
  where: op('where(condition, x1=None, x2=None)', (call) => {
    const condition = call.tensor('condition');
    const both = combine(call, 'x1', 'x2');
    return call.result(broadcast(condition.shape, both.shape, 'where', call.loss !== undefined), both.dtype);
  }),
  ...Object.fromEntries(
    ['zeros_like(x, dtype=None)', 'ones_like(x, dtype=None)', 'empty_like(x, dtype=None)', 'full_like(x, fill_value, dtype=None)'].map((signature) => [
      signature.slice(0, signature.indexOf('(')),
      op(signature, (call) => {
        const x = call.tensor('x');
        return call.result(x.shape, call.dtype('dtype', x.dtype));
      }),
    ]),
  ),
};

import type { Dtype } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { defineModule } from '../../python/modules.js';
import { type Native, native, RawNative } from '../../python/native.js';
import { binary } from '../../python/operators.js';
import { Figured, Float, NumpyInteger, type Site, type Value, asNumber, unknown } from '../../python/values.js';
import { ArrayValue, contentShape } from '../array-value.js';
import { expandArray, reshapeArray, squeezeArray } from '../array-methods.js';
import { DtypeValue } from '../dtype-value.js';
import { arange, arrayOf, filled, linspace } from '../ops/creation.js';
import { opFunction } from '../ops/operate.js';
import { shapeOf } from '../ops/shape-of.js';
import { tensorOfModel } from '../ops/symbolic.js';
import { PlainClass } from '../../python/classes.js';
import { loadArray } from '../data/load-array.js';
import { loadText } from '../data/table-value.js';

class ArrayClass extends PlainClass {
  override instanceCheck(value: Value): boolean | null {
    return value instanceof ArrayValue || super.instanceCheck(value);
  }
}

/** Functions of one number, computed where the number is known. */
const scalar = (name: string, compute: (x: number) => number): Native =>
  native(`${name}(x, *args, **kwargs)`, (at, x) => {
    const number = asNumber(x);
    if (number !== null) return new Float(compute(number));
    if (x instanceof Figured && (name === 'ceil' || name === 'floor')) return x.rounded(name);
    if (x instanceof ArrayValue) return x.after(null, x.shape);
    return x instanceof Unknown ? x : (opFunction(name)?.call(Args.of(x), at) ?? unknown(`np.${name} of this is not known.`, at.span));
  });

const dtypes = ['float16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'] as const;
const toArray = (x: Value, at: Site): Value => (x instanceof List || x instanceof Tuple ? arrayOf(x, null, at) : x);

/** The product of known numbers, as in `np.prod(shape)`. */
function product(x: Value, at: Site): Value {
  if (!(x instanceof List || x instanceof Tuple)) return opFunction('prod')!.call(Args.of(x), at);
  if (x.lost) return x.lost;
  const result = [...x.items].reduce((total: Value, item: Value) => binary('*', total, item, at), 1);
  return typeof result === 'number' ? new NumpyInteger(result) : result;
}

/** Functions that look at a shape only. */
const OF_SHAPES: ReadonlySet<string> = new Set(['shape', 'ndim', 'isscalar', 'set_printoptions']);

/** A function of NumPy, which makes an array of a tensor first: one of a model has no numbers for it. */
function ofArrays(fn: Native): Native {
  if (OF_SHAPES.has(fn.name)) return fn;
  return new RawNative(fn.signature, (args, at) => {
    const tensor = [...args.positional, ...args.keyword.values()].map((value) => tensorOfModel(value, at)).find((found) => found !== null);
    return tensor ? tensor.noNumbers(`np.${fn.name}(...) needs numbers`, at) : fn.call(args, at);
  });
}
const operations = new Map<string, Native | undefined>();
function operation(name: string): Native | undefined {
  if (!operations.has(name)) {
    const fn = opFunction(name);
    operations.set(name, fn && ofArrays(fn));
  }
  return operations.get(name);
}

export default defineModule({
  names: ['numpy'],
  values: {
    newaxis: null, pi: new Float(Math.PI), e: new Float(Math.E), inf: new Float(Infinity), nan: new Float(Number.NaN), ndarray: new ArrayClass('ndarray'),
    ...Object.fromEntries(dtypes.map((name) => [name, new DtypeValue(name as Dtype)])),
    float_: new DtypeValue('float64'), int_: new DtypeValue('int64'), bool_: new DtypeValue('bool'), single: new DtypeValue('float32'), double: new DtypeValue('float64'),
  },
  functions: [
    native('array(x, dtype=None, copy=True)', (at, x, dtype) => arrayOf(x, dtype, at)),
    native('asarray(x, dtype=None)', (at, x, dtype) => arrayOf(x, dtype, at)),
    native('ascontiguousarray(x, dtype=None)', (at, x, dtype) => arrayOf(x, dtype, at)),
    native('copy(x)', (_at, x) => x!),
    native('zeros(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float64', at)),
    native('ones(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float64', at)),
    native('empty(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float64', at)),
    native('full(shape, fill_value, dtype=None)', (at, shape, _value, dtype) => filled(shape, dtype, 'float64', at)),
    native('eye(N, M=None, k=0, dtype=None)', (at, n, m, _k, dtype) => filled(new Tuple([n!, m === null ? n! : m]), dtype, 'float64', at)),
    native('identity(n, dtype=None)', (at, n, dtype) => filled(new Tuple([n!, n!]), dtype, 'float64', at)),
    native('arange(start, stop=None, step=None, dtype=None)', (at, start, stop, step, dtype) => arange(start, stop, step, dtype, at)),
    native('linspace(start, stop, num=50, endpoint=True)', (at, start, stop, num, end) => linspace(start, stop, num, at, end !== false)),
    native('reshape(a, newshape=None, order="C", shape=None)', (at, a, newshape, _order, shape) => (a instanceof ArrayValue ? reshapeArray(a, newshape === null ? shape! : newshape, at) : toUnknown(a, at))),
    native('expand_dims(a, axis)', (at, a, axis) => {
      const array = toArray(a, at);
      return array instanceof ArrayValue ? expandArray(array, axis, at) : toUnknown(array, at);
    }),
    native('squeeze(a, axis=None)', (at, a, axis) => (a instanceof ArrayValue ? squeezeArray(a, axis, at) : toUnknown(a, at))),
    native('shape(a)', (at, a) => shapeOf(a, at)),
    native('prod(a, axis=None)', (at, a) => product(a, at)),
    native('product(a, axis=None)', (at, a) => product(a, at)),
    native('load(file, *args, **kwargs)', (at, path) => loadArray(path, at)),
    new RawNative('loadtxt(fname, *args, **kwargs)', loadText),
    new RawNative('genfromtxt(fname, *args, **kwargs)', loadText),
    native('save(*args, **kwargs)', () => null),
    native('savez(*args, **kwargs)', () => null),
    native('savez_compressed(*args, **kwargs)', () => null),
    native('set_printoptions(*args, **kwargs)', () => null),
    scalar('sqrt', Math.sqrt), scalar('log', Math.log), scalar('log2', Math.log2), scalar('log10', Math.log10), scalar('exp', Math.exp), scalar('ceil', Math.ceil), scalar('floor', Math.floor), scalar('round', Math.round), scalar('sin', Math.sin), scalar('cos', Math.cos), scalar('tan', Math.tan), scalar('abs', Math.abs), scalar('absolute', Math.abs), scalar('square', (x) => x * x), scalar('rint', Math.round), scalar('sign', Math.sign), scalar('tanh', Math.tanh),
    native('power(x, y)', (at, x, y) => binary('**', x, y, at)),
    native('maximum(x, y)', (at, x, y) => (asNumber(x) !== null && asNumber(y) !== null ? (asNumber(x)! >= asNumber(y)! ? x! : y!) : toUnknown(x, at))),
    native('minimum(x, y)', (at, x, y) => (asNumber(x) !== null && asNumber(y) !== null ? (asNumber(x)! <= asNumber(y)! ? x! : y!) : toUnknown(x, at))),
    native('vstack(arrays)', (at, arrays) => opFunction(rowsOf(arrays) ? 'stack' : 'concatenate')!.call(Args.of(arrays), at)),
    new RawNative('hstack(arrays)', (_args, at) => unknown('np.hstack is not followed.', at.span)),
  ].map(ofArrays),
  find: operation,
});

/** Whether these are rows: arrays of one axis, which `vstack` puts below one another. */
const rowsOf = (arrays: Value): boolean => (arrays instanceof List || arrays instanceof Tuple) && arrays.items.every((item) => contentShape(item)?.length === 1);

function toUnknown(x: Value, at: Site): Value {
  if (x instanceof Unknown) return x;
  return x instanceof ArrayValue ? new ArrayValue(null, x.dtype, { loss: { reason: 'This step is not followed.', span: at.span } }) : unknown('What this gives is not followed.', at.span);
}

import type { Dtype } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import { List, Range, Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { Float, type Site, type Value, asInteger, asNumber, unknown } from '../../python/values.js';
import { ArrayValue, contentShape, synthetic } from '../array-value.js';
import { CountValue } from '../files/count-value.js';
import { PositionsValue } from '../files/positions.js';
import { TextListValue } from '../files/text-list.js';
import { castArray } from '../array-methods.js';
import { plainShape, readDtype, readShape } from '../convert.js';
import { promote } from '../shapes.js';
import { checkLengths } from './none-length.js';

/** An array of a given shape, made in the file. */
export function filled(shape: Value, dtype: Value, otherwise: Dtype, at: Site): Value {
  checkLengths('A shape', shape, at);
  const { shape: dims, loss } = plainShape(readShape(shape));
  return synthetic(dims, readDtype(dtype) ?? otherwise, at.span, loss?.loss);
}

/** `np.array(x)`: an array of the numbers of a list, where they are few and known. */
export function arrayOf(x: Value, dtype: Value, at: Site): Value {
  const wanted = readDtype(dtype);
  if (x instanceof ArrayValue) return wanted ? castArray(x, wanted, at) : x;
  if (x instanceof Range) return numbers(Array.from({ length: Math.min(x.count, 10_000) }, (_, i) => x.start + i * x.step), wanted ?? 'int64', at);
  if (x instanceof List || x instanceof Tuple) {
    const shape = contentShape(x);
    if (!shape) return new ArrayValue(null, wanted ?? 'float64', { loss: x.lost?.loss ?? { reason: 'The items of this array are not all known.', span: at.span } });
    const content = asLists(x);
    const arrays = arraysIn(x);
    if (arrays.length > 0) {
      const type = wanted ?? arrays.map(({ dtype: own }) => own).reduce(promote);
      return arrays.every(({ data }) => data?.source.kind === 'synthetic')
        ? new ArrayValue(shape, type, { data: synthetic(shape, type, at.span).data, content })
        : new ArrayValue(shape, type, { content, why: { reason: 'what np.array makes of several arrays is not followed.', span: at.span } });
    }
    const made = synthetic(shape, wanted ?? (hasFloat(x) ? 'float64' : 'int64'), at.span);
    return new ArrayValue(shape, made.dtype, { data: made.data, content });
  }
  if (x instanceof TextListValue) return x.copied();
  if (x instanceof Unknown) return new ArrayValue(null, wanted ?? 'float64', { loss: x.loss });
  return asNumber(x) !== null ? x : unknown('What this array holds is not known.', at.span);
}

const asLists = (x: Value): List => new List((x instanceof List || x instanceof Tuple ? x.items : []).map((item) => (item instanceof List || item instanceof Tuple ? asLists(item) : item)));
const arraysIn = (x: Value): readonly ArrayValue[] => (x instanceof ArrayValue ? [x] : x instanceof List || x instanceof Tuple ? x.items.flatMap(arraysIn) : []);
const hasFloat = (x: Value): boolean => x instanceof Float || ((x instanceof List || x instanceof Tuple) && x.items.some(hasFloat));

function numbers(values: readonly number[], dtype: Dtype, at: Site): ArrayValue {
  const content = new List(values.map((v): Value => (dtype.startsWith('float') ? new Float(v) : v)));
  return new ArrayValue([values.length], dtype, { content, data: synthetic([values.length], dtype, at.span).data });
}

/** `arange(start, stop, step)`. */
export function arange(start: Value, stop: Value, step: Value, dtype: Value, at: Site): Value {
  if (start instanceof CountValue && stop === null && step === null) return new PositionsValue(start);
  const [a, b, c] = [start, stop, step].map((v) => (v === null ? null : asNumber(v)));
  const [from, to] = stop === null ? [0, a] : [a, b];
  if (from === null || from === undefined || to === null || to === undefined || (step !== null && c === null)) return new ArrayValue([null], readDtype(dtype) ?? 'int64', { loss: { reason: 'The bounds of this range are not known.', span: at.span } });
  const by = c ?? 1;
  const count = Math.max(0, Math.ceil((to - from) / by));
  const whole = [start, stop, step].every((v) => !(v instanceof Float));
  const type = readDtype(dtype) ?? (whole ? 'int64' : 'float64');
  if (count > 1000 && from === 0 && by === 1 && whole) return new PositionsValue(count, { data: synthetic([count], type, at.span).data });
  return count > 1000 ? synthetic([count], type, at.span) : numbers(Array.from({ length: count }, (_, i) => from + i * by), type, at);
}

/** `linspace(start, stop, num)`. */
export function linspace(start: Value, stop: Value, num: Value, at: Site, end = true): Value {
  const [a, b, n] = [asNumber(start), asNumber(stop), asInteger(num)];
  if (n === null) return new ArrayValue([null], 'float64', { loss: { reason: 'The number of points is not known.', span: at.span } });
  if (a === null || b === null || n > 1000) return synthetic([n], 'float64', at.span);
  const parts = end ? n - 1 : n;
  return numbers(Array.from({ length: n }, (_, i) => (parts === 0 ? a : a + ((b - a) * i) / parts)), 'float64', at);
}

/** Functions that make arrays, as `keras.ops` and NumPy have them. */
export const creation: readonly Native[] = [
  native('zeros(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('ones(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('full(shape, fill_value, dtype=None)', (at, shape, _value, dtype) => filled(shape, dtype, 'float32', at)),
  native('eye(N, M=None, k=0, dtype=None)', (at, n, m, _k, dtype) => filled(new Tuple([n!, m === null ? n! : m]), dtype, 'float32', at)),
  native('array(x, dtype=None)', (at, x, dtype) => arrayOf(x, dtype, at)),
  native('arange(start, stop=None, step=None, dtype=None)', (at, start, stop, step, dtype) => arange(start, stop, step, dtype, at)),
  native('linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)', (at, start, stop, num, end) => linspace(start, stop, num, at, end !== false)),
];

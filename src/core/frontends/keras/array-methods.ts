import type { DataStep } from '../../recipe/types.js';
import { Args } from '../python/args.js';
import { List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { type Site, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { plainShape, readDtype, readShape } from './convert.js';
import { opFunction } from './ops/operate.js';
import { Rejection, reshaped } from './shapes.js';

/** `array.reshape(shape)`, `np.reshape(array, shape)`. */
export function reshapeArray(array: ArrayValue, target: Value, at: Site): Value {
  const axes = readShape(target);
  const { shape: wanted, loss } = plainShape(axes);
  try {
    const shape = wanted && reshaped(array.shape, wanted, 'reshape');
    const step: DataStep | null = shape && !loss ? { op: 'reshape', shape: shape.map((d) => d ?? -1), span: at.span } : null;
    return array.after(step, shape);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return at.machine.raise('ValueError', error.problem.message, at, error.problem.code);
  }
}

/** `array.astype(dtype)`. */
export function castArray(array: ArrayValue, dtype: Value, { span }: Site): ArrayValue {
  const known = readDtype(dtype);
  return known ? new ArrayValue(array.shape, known, { data: array.after({ op: 'cast', dtype: known, span }, array.shape).data, content: array.content, loss: array.loss }) : array.after(null, array.shape);
}

/** `np.expand_dims(array, axis)`. */
export function expandArray(array: ArrayValue, axis: Value, { span }: Site): ArrayValue {
  const place = asInteger(axis);
  if (place === null || !array.shape) return array.after(null, null);
  const at = place < 0 ? place + array.shape.length + 1 : place;
  return array.after({ op: 'expandDims', axis: place, span }, [...array.shape.slice(0, at), 1, ...array.shape.slice(at)]);
}

export function squeezeArray(array: ArrayValue, axis: Value, { span }: Site): ArrayValue {
  const place = asInteger(axis);
  if (!array.shape) return array.after(null, null);
  if (axis === null) return array.after({ op: 'squeeze', axis: null, span }, array.shape.filter((d) => d !== 1));
  if (place === null) return array.after(null, null);
  const at = place < 0 ? place + array.shape.length : place;
  return array.after({ op: 'squeeze', axis: place, span }, array.shape.filter((_, i) => i !== at));
}

const REDUCTIONS: ReadonlySet<string> = new Set(['sum', 'mean', 'max', 'min', 'std', 'var', 'prod', 'argmax', 'argmin', 'all', 'any']);

/** A method of an array. */
export function arrayMethod(self: ArrayValue, name: string, _at: Site): Value | undefined {
  if (REDUCTIONS.has(name)) return new BoundNative(name, (args, at) => opFunction(name)!.call(new Args([self, ...args.positional], args.keyword), at));
  switch (name) {
    case 'reshape':
      return new BoundNative(name, (args, at) => reshapeArray(self, args.keyword.get('shape') ?? (args.positional.length === 1 ? args.positional[0]! : new Tuple(args.positional)), at));
    case 'astype':
      return new BoundNative(name, (args, at) => castArray(self, args.get(0, 'dtype') ?? null, at));
    case 'flatten':
    case 'ravel':
      return new BoundNative(name, (_args, at) => reshapeArray(self, new Tuple([-1]), at));
    case 'squeeze':
      return new BoundNative(name, (args, at) => squeezeArray(self, args.get(0, 'axis') ?? null, at));
    case 'transpose':
      return new BoundNative(name, (args, at) => opFunction('transpose')!.call(new Args([self, ...(args.positional.length > 1 ? [new Tuple(args.positional)] : args.positional)], args.keyword), at));
    case 'copy':
    case 'numpy':
      return new BoundNative(name, () => self);
    case 'round':
    case 'clip':
      return new BoundNative(name, (_args, at) => self.unfollowed(name, at));
    case 'tolist':
      return new BoundNative(name, (_args, at) => (self.content instanceof List ? self.content : unknown('The numbers of this array are not followed.', at.span)));
    case 'item':
      return new BoundNative(name, (_args, at) => unknown('The numbers of this array are not followed.', at.span));
    case 'fill':
    case 'sort':
    case 'partition':
      return new BoundNative(name, (_args, at) => {
        self.lose(`what ${name}(…) does to it is not followed.`, at);
        return null;
      });
    case 'setflags':
    case 'set_shape':
      return new BoundNative(name, () => null);
    default:
      return undefined;
  }
}

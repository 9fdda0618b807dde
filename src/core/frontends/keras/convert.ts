import type { TensorTree } from '../../graph/builder.js';
import { SymbolicTensor } from '../../graph/builder.js';
import type { ConfigValue, Dim, Dtype, Shape, TensorInfo } from '../../graph/types.js';
import { type Maybe, Opaque, Unknown, isConfigValue } from '../../graph/values.js';
import { PyInstance } from '../python/classes.js';
import { Dict, List, PySet, Range, Tuple } from '../python/containers.js';
import { Ellipsis, Float, Obj, type Value, asInteger, unknown, unknownOf } from '../python/values.js';
import { layerOf } from './custom-state.js';

/** An object that has a form of its own in a layer's configuration. */
export interface Configured {
  toConfig(): Maybe;
}
const configured = (value: Obj): value is Obj & Configured => 'toConfig' in value;

/** A Python value as layers take it. Objects without a configuration stay what they are: known, but of unknown content. */
export function toMaybe(value: Value): Maybe {
  if (!(value instanceof Obj)) return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Tuple || value instanceof List) return value.lost ?? value.items.map(toMaybe);
  if (value instanceof Range) return Array.from({ length: Math.min(value.count, 1000) }, (_, i) => value.start + i * value.step);
  if (value instanceof Dict) {
    if (value.open) return value.open;
    const entries: { [key: string]: Maybe } = {};
    for (const [key, item] of value.entries.values()) if (typeof key === 'string' || typeof key === 'number') entries[String(key)] = toMaybe(item);
    return entries;
  }
  if (value instanceof PySet) return value.open ?? [...value.items.values()].map(toMaybe);
  // An object of a class of the program that is a layer goes as the layer that it is.
  if (value instanceof PyInstance) return layerOf(value) ?? value;
  return configured(value) ? value.toConfig() : value;
}

/** A layer's argument as Python sees it again. */
export function fromMaybe(value: Maybe): Value {
  if (value === null || typeof value !== 'object') return typeof value === 'number' && !Number.isInteger(value) ? new Float(value) : (value);
  if (value instanceof Unknown || value instanceof Obj) return value;
  if (value instanceof Opaque) return unknown('This value is not followed.');
  if (Array.isArray(value)) return new Tuple(value.map((item: Maybe) => fromMaybe(item)));
  return Dict.of(Object.entries(value as { readonly [key: string]: Maybe }).map(([key, item]) => [key, fromMaybe(item)] as const));
}

/** JSON of a value, or undefined where a part of it is not known. */
export function toConfigValue(value: Value): ConfigValue | undefined {
  const maybe = toMaybe(value);
  return isConfigValue(maybe) ? maybe : undefined;
}

/**
 * `tensor.shape`. An open axis is None; where axes were lost to the analysis, every missing one but the batch counts as lost,
 * because nothing tells which.
 */
export function tensorShape({ shape, loss }: TensorInfo): Value {
  if (shape === null) return loss ? unknownOf(loss) : unknown('The rank of this tensor is not known.');
  return new Tuple(shape.map((d, axis) => (d === null && loss && axis > 0 ? unknownOf(loss) : d)));
}

/** The axes that a tuple or list of integers gives; an axis that is not known is an `Unknown`. */
export function readShape(value: Value): readonly (Dim | Unknown)[] | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof Tuple || value instanceof List) {
    if (value.lost) return value.lost;
    return value.items.map((item) => {
      if (item === null) return null;
      if (item instanceof Unknown) return item;
      return asInteger(item) ?? (item instanceof Float && Number.isInteger(item.value) ? item.value : unknown('An axis of this shape is not a number.'));
    });
  }
  const single = asInteger(value);
  return single === null ? unknown('This shape is not known.') : [single];
}

/** Lengths only: unknown axes are null. With it the first loss. */
export function plainShape(axes: readonly (Dim | Unknown)[] | Unknown): { shape: Shape | null; loss: Unknown | null } {
  if (axes instanceof Unknown) return { shape: null, loss: axes };
  return { shape: axes.map((d) => (d instanceof Unknown ? null : d)), loss: axes.find((d): d is Unknown => d instanceof Unknown) ?? null };
}

const DTYPES: ReadonlySet<string> = new Set(['float16', 'bfloat16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'bool', 'string']);
/** The dtype that a value names: a string, `np.float32`, `tf.float32`, `float`. */
export function readDtype(value: Value): Dtype | null {
  if (typeof value === 'string') {
    const name = value === 'float' ? 'float32' : value === 'int' ? 'int32' : value;
    return DTYPES.has(name) ? (name as Dtype) : null;
  }
  const { name } = value instanceof Obj ? (value as { name?: unknown }) : {};
  if (typeof name !== 'string') return null;
  const plain = name === 'float' ? 'float64' : name === 'int' ? 'int64' : name === 'double' ? 'float64' : name.replace(/_$/, '');
  return DTYPES.has(plain) ? (plain as Dtype) : null;
}

export { SymbolicTensor, type TensorTree, Ellipsis, unknownOf };

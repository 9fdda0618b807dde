import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { Obj, type Site, type Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { eachArray } from '../dataset-methods.js';
import { DatasetValue } from '../dataset-value.js';

/** `tf.data.Dataset.from_tensor_slices((x, y))`. */
export function tensorSlices(args: Args, _at: Site): Value {
  const given = args.positional[0] ?? null;
  const element = eachArray(given, (shape) => shape.slice(1));
  const [x, y, weights] = given instanceof Tuple || given instanceof List ? given.items : [given];
  const leaves = [x, y, weights].flatMap(leavesOf);
  if (leaves.length > 2 || [x, y].some((part) => part !== undefined && part instanceof Obj && !(part instanceof ArrayValue))) {
    const [first] = leaves.map((leaf) => (leaf instanceof ArrayValue ? leaf.data : null));
    if (!first) return new DatasetValue(null, 'the arrays it is made from are not known.').giving(element);
    return new DatasetValue({ x: first, y: null, batchSize: null, shuffle: false }, '', {}, 'Dataset', element, { x, y, weights });
  }
  if (!(x instanceof ArrayValue) || !x.data) return new DatasetValue(null, 'the arrays it is made from are not known.').giving(element);
  if (y !== undefined && !(y instanceof ArrayValue && y.data)) return new DatasetValue(null, 'the targets it is made from are not known.').giving(element);
  return new DatasetValue({ x: x.data, y: y instanceof ArrayValue ? y.data : null, batchSize: null, shuffle: false }, '').giving(element);
}

/** The arrays of a structure of lists, tuples and dicts. */
function leavesOf(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Tuple || value instanceof List) return value.items.flatMap(leavesOf);
  return value instanceof Dict ? [...value.entries.values()].flatMap(([, item]) => leavesOf(item)) : [value];
}

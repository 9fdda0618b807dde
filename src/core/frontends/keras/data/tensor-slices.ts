import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import type { Site, Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { eachArray } from '../dataset-methods.js';
import { DatasetValue } from '../dataset-value.js';

/** `tf.data.Dataset.from_tensor_slices((x, y))`. */
export function tensorSlices(args: Args, _at: Site): Value {
  const given = args.positional[0] ?? null;
  const element = eachArray(given, (shape) => shape.slice(1));
  const [x, y] = given instanceof Tuple || given instanceof List ? given.items : [given];
  if (!(x instanceof ArrayValue) || !x.data) return new DatasetValue(null, 'the arrays it is made from are not known.').giving(element);
  if (y !== undefined && !(y instanceof ArrayValue && y.data)) return new DatasetValue(null, 'the targets it is made from are not known.').giving(element);
  return new DatasetValue({ x: x.data, y: y instanceof ArrayValue ? y.data : null, batchSize: null, shuffle: false }, '').giving(element);
}

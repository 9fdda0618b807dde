import type { Loss } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { DataArray, DataSet } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { Obj, type Site, type Value, asInteger } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import { isImageParts } from './image-parts.js';
import { PathValue } from '../files/path-value.js';
import { TextListValue } from '../files/text-list.js';
import { listOf, TextValue } from '../files/text-value.js';
import { ColumnValue } from './column-value.js';

/** `tf.data.Dataset.from_tensor_slices((x, y))`. */
export function tensorSlices(args: Args, at: Site): Value {
  const given = args.positional[0] ?? args.keyword.get('tensors') ?? null;
  const element = elementOf(given);
  const lost = (reason: string, span = at.span): Value => new DatasetValue(null, reason, {}, 'Dataset', element, null, span);
  const [x, y, weights] = given instanceof Dict && isImageParts(given) && given.get('labels') !== undefined ? [given.get('images')!, given.get('labels')] : given instanceof Tuple || (given instanceof List && !listOf(given)) ? given.items : [given];
  const leaves = [x, y, weights].flatMap(leavesOf);
  const counts = [...new Set(leaves.map((leaf) => (leaf instanceof ArrayValue ? (leaf.shape?.[0] ?? null) : null)).filter((count) => count !== null))];
  if (counts.length > 1) at.machine.raise('ValueError', `All arrays of a data set must have as many examples, but found ${counts.join(' and ')}. Give from_tensor_slices arrays of one length.`, at, 'data-count');
  if (leaves.length > 2 || [x, y].some((part) => part !== undefined && part instanceof Obj && !(part instanceof ArrayValue) && listOf(part) === null && !(part instanceof TextListValue))) {
    const [first] = leaves.map((leaf) => (leaf instanceof ArrayValue ? leaf.data : null));
    const why = lossOf(x) ?? lossOf(y);
    if (!first) return lost(why?.reason ?? 'the arrays it is made from are not known.', why?.span ?? undefined);
    return new DatasetValue({ x: first, y: null, batchSize: null, shuffle: false }, '', {}, 'Dataset', element, { x, y, weights });
  }
  const [inputs, targets] = [x, y].map((part) => (part === undefined ? null : dataOf(part, at)));
  const why = !inputs ? lossOf(x) : y !== undefined && !targets ? lossOf(y) : undefined;
  if (!inputs) return lost(why?.reason ?? 'the arrays it is made from are not known.', why?.span ?? undefined);
  if (y !== undefined && !targets) return lost(`the targets it is made from are not known${why ? `: ${why.reason}` : '.'}`, why?.span ?? undefined);
  return new DatasetValue({ x: inputs, y: targets ?? null, batchSize: null, shuffle: false }, '', {}, 'Dataset', element);
}

/** `tf.data.Dataset.list_files(pattern, shuffle=None, seed=None)`: names of files, in another order at each pass unless it is told not to. */
export function fileSlices(args: Args, at: Site): Value {
  const pattern = args.get(0, 'file_pattern') ?? null;
  const text = pattern instanceof PathValue ? pattern.text : pattern;
  const list = typeof text === 'string' ? { origin: { kind: 'glob' as const, pattern: text, recursive: false, hidden: true }, changes: [{ op: 'sort' as const, reverse: false }] } : null;
  if (!list) return new DatasetValue(null, 'the pattern of its files is not known.', {}, 'Dataset', null, null, at.span);
  const shuffle = args.get(1, 'shuffle') ?? null;
  const data: DataSet = { x: { source: { kind: 'texts', list, span: at.span }, steps: [], span: at.span }, y: null, batchSize: null, shuffle: shuffle !== false && asInteger(shuffle) !== 0 };
  return new DatasetValue(data, '', {}, 'Dataset', new TextValue(list));
}

/** Why it is not known where an array or list comes from. */
function lossOf(value: Value | undefined): Loss | undefined {
  if (value instanceof Unknown) return value.loss;
  if (value instanceof TextListValue) return value.lost ?? undefined;
  if (value instanceof List || value instanceof Tuple) return value.lost?.loss;
  return value instanceof ArrayValue ? (value.why ?? value.loss) : undefined;
}

/** Where the numbers or texts of an array come from. */
function dataOf(value: Value, at: Site): DataArray | null {
  if (value instanceof ArrayValue && value.data && !(value instanceof ColumnValue && value.wrapping) && listOf(value) === null) return value.data;
  const list = listOf(value);
  return list && { source: { kind: 'texts', list, span: at.span }, steps: [], span: at.span };
}

/** One example of what is sliced. */
function elementOf(given: Value): Value | null {
  const list = listOf(given);
  if (list) return new TextValue(list);
  if (given instanceof ArrayValue) return new ArrayValue(given.shape?.slice(1) ?? null, given.dtype, { loss: given.loss, why: given.why });
  if (given instanceof Dict && isImageParts(given)) {
    const entries = [...given.entries.values()].map(([key, item]) => [key, elementOf(item)] as const);
    return entries.some(([, item]) => item === null) ? null : Dict.of(entries);
  }
  if (!(given instanceof Tuple || given instanceof List) || given.lost) return null;
  const parts = given.items.map(elementOf);
  return parts.includes(null) ? null : new Tuple(parts);
}

/** The arrays of a structure of lists, tuples and dicts. */
function leavesOf(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Tuple || value instanceof List) return value.items.flatMap(leavesOf);
  return value instanceof Dict ? [...value.entries.values()].flatMap(([, item]) => leavesOf(item)) : [value];
}

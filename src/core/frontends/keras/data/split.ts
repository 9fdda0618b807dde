/** scikit-learn's ways of parting and shuffling arrays that belong together (sklearn/model_selection/_split.py, sklearn/utils/_indexing.py). */
import type { Loss } from '../../../graph/types.js';
import { partCount, type SplitPart } from '../../../recipe/split.js';
import type { DataArray } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { List } from '../../python/containers.js';
import { Float, type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { PositionsValue } from '../files/positions.js';
import { TextListValue } from '../files/text-list.js';
import { listOf } from '../files/text-value.js';
import { TableValue } from './table-value.js';

/** A share or a number of samples; undefined where it is neither. */
function size(value: Value | undefined): SplitPart['test'] | undefined {
  if (value === undefined || value === null) return null;
  if (value instanceof Float) return { share: value.value };
  const count = asInteger(value);
  return count === null ? undefined : { count };
}

/** `train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None)`. */
export function trainTestSplit(args: Args, at: Site): Value {
  const given = (name: string): Value => args.keyword.get(name) ?? null;
  const [test, train] = [size(given('test_size')), size(given('train_size'))];
  const shuffle = args.keyword.has('shuffle') ? given('shuffle') : true;
  const seed = asInteger(given('random_state'));
  const known = test !== undefined && train !== undefined && typeof shuffle === 'boolean' && !args.open && (seed !== null || given('random_state') === null);
  const by = classesOf(given('stratify'), at);
  const why: Loss | null = !known ? { reason: 'how train_test_split parts it is not known.', span: at.span } : given('stratify') !== null && !by ? { reason: 'train_test_split parts it by classes (stratify) that are not known.', span: at.span } : null;
  const part = (name: 'train' | 'test'): SplitPart => ({ part: name, test: test ?? null, train: train ?? null, seed, shuffle: shuffle !== false, ...(by ? { by } : {}) });
  const parts = args.positional.flatMap((value) => (['train', 'test'] as const).map((name) => taken(value, part(name), known, why, at)));
  return parts.length === 0 ? unknown('What is parted here is not known.', at.span) : new List(parts);
}

/** What tells the class of each sample; null where that is not known. */
function classesOf(value: Value, { span }: Site): DataArray | null {
  const list = value instanceof ArrayValue && value.data ? null : listOf(value);
  if (list) return { source: { kind: 'texts', list, span }, steps: [], span };
  return value instanceof ArrayValue ? value.data : null;
}

/** `sklearn.utils.shuffle(*arrays, random_state=None)`. */
export function shuffled(args: Args, at: Site): Value {
  const seed = asInteger(args.keyword.get('random_state') ?? null);
  const known = !args.open && !args.keyword.has('n_samples');
  const why: Loss | null = known ? null : { reason: 'how many of its samples shuffle takes is not followed.', span: at.span };
  const made = args.positional.map((value) => taken(value, { part: 'all', test: null, train: null, seed, shuffle: true }, known, why, at));
  return made.length === 1 ? made[0]! : made.length === 0 ? unknown('What is shuffled here is not known.', at.span) : new List(made);
}

/** A part of an array, a table or a list of files. */
function taken(value: Value, part: SplitPart, known: boolean, why: Loss | null, at: Site): Value {
  const list = listOf(value);
  if (value instanceof TextListValue || (list && !(value instanceof ArrayValue))) return list && !why ? new TextListValue({ origin: list.origin, changes: [...list.changes, { op: 'pick', ...part, span: at.span }] }) : unknown(why?.reason ?? 'What is parted here is not known.', at.span);
  if (value instanceof TableValue) return value.picked(part, why, at);
  if (value instanceof PositionsValue && !why) return value.takenBy({ op: 'pick', ...part, span: at.span });
  if (!(value instanceof ArrayValue)) return unknown('What becomes of this when it is parted is not followed.', at.span);
  const first = value.shape?.[0] ?? null;
  const shape = value.shape && [known && first !== null ? partCount(first, part) : null, ...value.shape.slice(1)];
  const made = why ? value.after(null, shape, value.dtype, why) : value.after({ op: 'pick', ...part, span: at.span }, shape);
  return shape?.[0] === null && !made.loss ? new ArrayValue(shape, made.dtype, { data: made.data, why: made.why, loss: { reason: 'How many samples are in this part is not known.', span: at.span } }) : made;
}

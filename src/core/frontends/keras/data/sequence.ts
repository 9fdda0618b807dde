/** Classes of the program that read batches (`keras.utils.Sequence`, `PyDataset`): looked into once, with the number of a batch that is any of them. */
import type { Loss, Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import { countFor } from '../../../recipe/counts.js';
import type { OrderStep } from '../../../recipe/order.js';
import type { DataArray, DataStep } from '../../../recipe/types.js';
import { Args } from '../../python/args.js';
import { PyInstance } from '../../python/classes.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { PyFunction } from '../../python/functions.js';
import { spanIn } from '../../python/machine.js';
import { type Site, type Value, asNumber } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import { BatchNumber, BatchTrace } from '../files/batch.js';
import { boundOf, CountValue } from '../files/count-value.js';
import { PositionsValue } from '../files/positions.js';
import { startsWith, TextListValue } from '../files/text-list.js';
import { lifted } from './steps.js';

/** What `fit` is handed, where it is an object of such a class as the data that it gives. */
export function readSequence(value: Value | undefined, at: Site): Value | undefined {
  if (!(value instanceof PyInstance)) return value;
  const reader = methodOf(value, '__getitem__');
  return reader ? dataOf(value, reader, at) : value;
}

const methodOf = ({ cls }: PyInstance, name: string): PyFunction | null => {
  const own = cls.lookUp(name);
  return own && 'value' in own && own.value instanceof PyFunction ? own.value : null;
};

/** A look at what the program would do, after which all is as before. */
function looked<T>(at: Site, look: () => T): T {
  const { machine } = at;
  machine.quiet++;
  try {
    return machine.journal.attempt(look).result;
  } finally {
    machine.quiet--;
  }
}

function dataOf(instance: PyInstance, reader: PyFunction, at: Site): DatasetValue {
  const { code } = reader;
  const place = spanIn(code.unit, code.module.file, { from: code.from, to: code.from + 'def __getitem__'.length });
  const refused = (reason: string, span: Span | null = place): DatasetValue => new DatasetValue(null, `the class ${instance.cls.name} of this file gives it, and ${reason}`, {}, instance.cls.name, null, null, span);
  const trace = new BatchTrace();
  const ended = methodOf(instance, 'on_epoch_end');
  const renewal = ended ? renewalOf(instance, ended, at) : 'none';
  if (renewal === 'other') return refused('what its on_epoch_end changes is not followed.');
  const { made, parts, count } = looked(at, () => {
    if (renewal !== 'arrays') ended?.call(Args.of(instance), at);
    const count = methodOf(instance, '__len__')?.call(Args.of(instance), at) ?? null;
    const made = reader.call(Args.of(instance, new BatchNumber({ reason: 'Which batch is read is not known.', span: place }, trace)), at) ?? null;
    const [size = 0] = trace.sizes;
    // Arrays are here what the program has made of them by now.
    return { made, parts: (made instanceof Tuple || made instanceof List ? made.items : []).map((item) => partOf(item, trace, size)), count };
  });
  const [size] = trace.sizes;
  if (size === undefined || trace.sizes.size > 1) return refused(`which samples a batch has is not followed. Slices are, as in self.paths[i * size:(i + 1) * size].`);
  trace.shuffled ||= renewal === 'arrays';
  if (trace.shuffled && trace.positions.size > 1) return refused('it takes some samples in a random order and others not, so that they do not belong together.');
  if (parts.length < 2 || parts.length > 3) {
    const why = made instanceof Unknown ? made.loss : null;
    return refused(why ? `what its __getitem__ gives is not known: ${why.reason}` : 'its __getitem__ gives no pair of inputs and targets.', why?.span ?? place);
  }
  const bound = boundOf(rounded(count));
  if (bound === undefined || bound === null) return refused('how many batches it has (__len__) is not known.');
  const partial = typeof bound === 'number' ? null : countFor(bound, 5 * size + 1) - 5;
  const fixed = parts.some(({ fixed }) => fixed);
  if (fixed && partial !== 0 && size > 1 && typeof bound !== 'number') return refused('its batches are arrays of a fixed size, which the last one does not fill: what is left in it is not known. Leave the last batch out, as in len(…) // size.');
  const [x, y, weights] = parts.map(({ value }) => value);
  const first = firstData(x);
  const lost = parts.find(({ why }) => why)?.why;
  if (!first || lost) return refused(`what it gives is not followed: ${lost?.reason ?? 'the inputs are made in a way that is not followed.'}`, lost?.span ?? place);
  const shuffle: OrderStep[] = trace.shuffled ? [{ op: 'shuffle', buffer: null, each: renewal !== 'none', seed: null, span: place }] : [];
  const order: OrderStep[] = [...shuffle, { op: 'batch', size, drop: partial === 0 || fixed, span: place }, { op: 'rows', from: null, to: bound, span: place }];
  const element = new Tuple(parts.map(({ value }) => value ?? null));
  const single = x instanceof ArrayValue && y instanceof ArrayValue && weights === undefined;
  return new DatasetValue({ x: first, y: single ? y.data : null, batchSize: size, shuffle: trace.shuffled, order, numbered: true }, '', {}, instance.cls.name, element, single ? null : { x, y, weights });
}

/** What `on_epoch_end` puts into another order: positions of samples, or all arrays and lists that the object keeps. */
type Renewal = 'none' | 'positions' | 'arrays' | 'other';

function renewalOf(instance: PyInstance, ended: PyFunction, at: Site): Renewal {
  type Kept = { readonly value: Value; readonly steps: readonly unknown[] };
  const kept = (): Map<string, Kept> => new Map([...instance.attributes].flatMap(([name, value]): [string, Kept][] => {
    if (value instanceof PositionsValue) return [[name, { value, steps: [value.signature] }]];
    if (value instanceof ArrayValue && value.data) return [[name, { value, steps: value.data.steps }]];
    return value instanceof TextListValue ? [[name, { value, steps: value.textList?.changes ?? [] }]] : [];
  }));
  const before = kept();
  const after = looked(at, () => {
    ended.call(Args.of(instance), at);
    return kept();
  });
  const changed = [...after].filter(([name, { value, steps }]) => JSON.stringify(before.get(name)?.steps) !== JSON.stringify(steps) || (value instanceof PositionsValue && before.get(name)?.value !== value && value.shuffled));
  if ([...before.keys()].some((name) => !after.has(name))) return 'other';
  if (changed.every(([, { value }]) => value instanceof PositionsValue)) return changed.length > 0 ? 'positions' : 'none';
  const arrays = changed.filter(([, { value }]) => !(value instanceof PositionsValue));
  const all = [...before.values()].filter(({ value }) => !(value instanceof PositionsValue));
  return arrays.length === all.length && arrays.every(([name, { steps }]) => isReordered(before.get(name)?.steps ?? [], steps)) ? 'arrays' : 'other';
}

/** Whether steps are those of before and a random order. */
function isReordered(before: readonly unknown[], after: readonly unknown[]): boolean {
  const more = after.slice(before.length);
  return more.length > 0 && JSON.stringify(after.slice(0, before.length)) === JSON.stringify(before) && more.every((step) => typeof step === 'object' && step !== null && 'op' in step && (step.op === 'shuffle' || (step.op === 'pick' && 'part' in step && step.part === 'all')));
}

/** `np.ceil(…)` and the like give a whole number as a float. */
const rounded = (count: Value): Value => (count instanceof CountValue ? count : (asNumber(count) ?? count));

interface Part {
  readonly value: Value | undefined;
  /** Set where it is an array that has a batch's size by itself. */
  readonly fixed: boolean;
  readonly why: Loss | null;
}

/** What a batch holds, as arrays of all samples. */
function partOf(value: Value, trace: BatchTrace, size: number): Part {
  if (value instanceof List || value instanceof Tuple) {
    const parts = value.items.map((item) => partOf(item, trace, size));
    const items = parts.map((part) => part.value ?? null);
    return { value: value instanceof List ? new List(items) : new Tuple(items), fixed: parts.some(({ fixed }) => fixed), why: parts.find(({ why }) => why)?.why ?? null };
  }
  if (value instanceof Dict) {
    const parts = [...value.entries.values()].map(([key, item]) => [key, partOf(item, trace, size)] as const);
    const dict = new Dict();
    for (const [key, part] of parts) dict.put(key, part.value ?? null);
    return { value: dict, fixed: parts.some(([, { fixed }]) => fixed), why: parts.find(([, { why }]) => why)?.[1].why ?? null };
  }
  if (!(value instanceof ArrayValue)) return { value, fixed: false, why: value instanceof Unknown ? value.loss : { reason: 'it gives what is no array.', span: null } };
  const data = value.data && wholeOf(value.data, trace);
  if (!data) return { value, fixed: false, why: value.why ?? value.loss ?? { reason: 'what it does to a batch is not followed.', span: value.data?.span ?? null } };
  return { value: new ArrayValue(value.shape && [null, ...value.shape.slice(1)], value.dtype, { data, loss: value.loss }), fixed: value.shape?.[0] === size, why: null };
}

/** The data of a batch as that of all samples; null where it is made of something else, or by what is done to a batch as a whole. */
function wholeOf(data: DataArray, trace: BatchTrace): DataArray | null {
  const base = trace.arrays.find((array) => array.source === data.source && array.steps.every((step, i) => data.steps[i] === step));
  const chosen = base ?? (fromList(data, trace) ? { ...data, steps: [] } : null);
  const steps = chosen && lifted(data.steps.slice(chosen.steps.length), true);
  return steps?.every(isOfSamples) ? { ...chosen!, steps: [...chosen!.steps, ...steps] } : null;
}

/** Without a number of classes to_categorical looks at the labels of the batch. */
const isOfSamples = (step: DataStep): boolean => step.op !== 'toCategorical' || step.classes !== null;

const fromList = ({ source }: DataArray, { lists }: BatchTrace): boolean => 'list' in source && lists.some((list) => startsWith(source.list, list));

function firstData(value: Value | undefined): DataArray | null {
  if (value instanceof ArrayValue) return value.data;
  const items = value instanceof List || value instanceof Tuple ? value.items : value instanceof Dict ? [...value.entries.values()].map(([, item]) => item) : [];
  return items.map(firstData).find((data) => data !== null) ?? null;
}

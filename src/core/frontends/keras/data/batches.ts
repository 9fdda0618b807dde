/** Batches that the program reads itself: what is done to one of them, as what is done to all samples. */
import type { Loss, Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import { countFor } from '../../../recipe/counts.js';
import type { OrderStep } from '../../../recipe/order.js';
import type { DataArray, DataStep } from '../../../recipe/types.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { type Site, type Value, asNumber } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import type { BatchTrace } from '../files/batch.js';
import { boundOf, CountValue } from '../files/count-value.js';
import { PositionsValue } from '../files/positions.js';
import { startsWith, TextListValue } from '../files/text-list.js';
import { lifted } from './steps.js';

/** A look at what the program would do, after which all is as before. */
export function looked<T>(at: Site, look: () => T): T {
  const { machine } = at;
  machine.quiet++;
  try {
    return machine.journal.attempt(look).result;
  } finally {
    machine.quiet--;
  }
}

/** What one look has found, and the words for it. */
export interface Found {
  /** What the program gives for a batch, and its parts. */
  readonly made: Value;
  readonly parts: readonly Part[];
  /** How many batches there are. */
  readonly count: Value;
  readonly trace: BatchTrace;
  /** What is put into another order for each pass. */
  readonly renewal: Renewal;
  readonly place: Span;
  readonly refused: (reason: string, span?: Span | null) => DatasetValue;
  readonly typeName: string;
  readonly words: { readonly what: string; readonly slices: string; readonly count: string };
  /** Whether it begins anew behind its end, of itself. */
  readonly endless: boolean;
}

/** The data that such batches are. */
export function pipelineOf({ made, parts, count, trace, renewal, place, refused, typeName, words, endless }: Found): DatasetValue {
  const [size] = trace.sizes;
  if (size === undefined || trace.sizes.size > 1) return refused(`which samples a batch has is not followed. Slices are, as in ${words.slices}.`);
  trace.shuffled ||= renewal === 'arrays';
  if (trace.shuffled && trace.positions.size > 1) return refused('it takes some samples in a random order and others not, so that they do not belong together.');
  if (parts.length < 2 || parts.length > 3) {
    const why = made instanceof Unknown ? made.loss : null;
    return refused(why ? `what ${words.what} gives is not known: ${why.reason}` : `${words.what} gives no pair of inputs and targets.`, why?.span ?? place);
  }
  const bound = boundOf(rounded(count));
  if (bound === undefined || bound === null) return refused(`${words.count} is not known.`);
  const partial = typeof bound === 'number' ? null : countFor(bound, 5 * size + 1) - 5;
  const fixed = parts.some(({ fixed }) => fixed);
  if (fixed && partial !== 0 && size > 1) return refused('its batches are arrays of a fixed size, which the last one does not fill: what is left in it is not known. Leave the last batch out, as in len(…) // size.');
  const [x, y, weights] = parts.map(({ value }) => value);
  const first = firstData(x);
  const lost = parts.find(({ why }) => why)?.why;
  if (!first || lost) return refused(`what it gives is not followed: ${lost?.reason ?? 'the inputs are made in a way that is not followed.'}`, lost?.span ?? place);
  const shuffle: OrderStep[] = trace.shuffled ? [{ op: 'shuffle', buffer: null, each: renewal !== 'none', seed: null, span: place }] : [];
  const order: OrderStep[] = [...shuffle, { op: 'batch', size, drop: partial === 0 || fixed, span: place }, { op: 'rows', from: null, to: bound, span: place, round: true }, ...(endless ? [{ op: 'repeat', times: null, span: place } as const] : [])];
  const element = new Tuple(parts.map(({ value }) => value ?? null));
  const single = x instanceof ArrayValue && y instanceof ArrayValue && weights === undefined;
  return new DatasetValue({ x: first, y: single ? y.data : null, batchSize: size, shuffle: trace.shuffled, order, ...(endless ? {} : { numbered: true }) }, '', {}, typeName, element, single ? null : { x, y, weights });
}

/** What is put into another order for each pass: positions of samples, or all arrays and lists that are kept. */
export type Renewal = 'none' | 'positions' | 'arrays' | 'other';

interface Kept {
  readonly value: Value;
  readonly steps: readonly unknown[];
  /** Whether it is in a random order: what is made while one looks is not so any more. */
  readonly shuffled?: boolean;
}

/** The order that each of some values has so far. */
export function keptOrders(values: Iterable<readonly [name: string, value: Value]>): ReadonlyMap<string, Kept> {
  return new Map([...values].flatMap(([name, value]): [string, Kept][] => {
    if (value instanceof PositionsValue) return [[name, { value, steps: [value.signature], shuffled: value.shuffled }]];
    if (value instanceof ArrayValue && value.data) return [[name, { value, steps: value.data.steps }]];
    return value instanceof TextListValue ? [[name, { value, steps: value.textList?.changes ?? [] }]] : [];
  }));
}

/** What was put into another order between two such looks. */
export function renewalBetween(before: ReadonlyMap<string, Kept>, after: ReadonlyMap<string, Kept>): Renewal {
  const changed = [...after].filter(([name, { value, steps, shuffled }]) => JSON.stringify(before.get(name)?.steps) !== JSON.stringify(steps) || (shuffled === true && before.get(name)?.value !== value));
  if ([...before.keys()].some((name) => !after.has(name))) return 'other';
  if (changed.every(([, { value }]) => value instanceof PositionsValue)) return changed.length > 0 ? 'positions' : 'none';
  const arrays = changed.filter(([, { value }]) => !(value instanceof PositionsValue));
  const all = [...before.values()].filter(({ value }) => !(value instanceof PositionsValue));
  // By one call for all, or they do not stay together.
  const together = new Set(arrays.map(([name, { steps }]) => JSON.stringify(steps.slice(before.get(name)?.steps.length ?? 0)))).size === 1;
  return together && arrays.length === all.length && arrays.every(([name, { steps }]) => isReordered(before.get(name)?.steps ?? [], steps)) ? 'arrays' : 'other';
}

/** Whether steps are those of before and a random order. */
function isReordered(before: readonly unknown[], after: readonly unknown[]): boolean {
  const more = after.slice(before.length);
  return more.length > 0 && JSON.stringify(after.slice(0, before.length)) === JSON.stringify(before) && more.every((step) => typeof step === 'object' && step !== null && 'op' in step && (step.op === 'shuffle' || (step.op === 'pick' && 'part' in step && step.part === 'all')));
}

/** `np.ceil(…)` and the like give a whole number as a float. */
const rounded = (count: Value): Value => (count instanceof CountValue ? count : (asNumber(count) ?? count));

export interface Part {
  readonly value: Value | undefined;
  /** Set where it is an array that has a batch's size by itself. */
  readonly fixed: boolean;
  readonly why: Loss | null;
}

/** The parts of what the program gives for a batch: inputs, targets and perhaps weights. None where it gives no list or tuple. */
export function partsOf(made: Value, trace: BatchTrace): Part[] {
  const [size = 0] = trace.sizes;
  return (made instanceof Tuple || made instanceof List ? made.items : []).map((item) => partOf(item, trace, size));
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
  if (!(value instanceof ArrayValue)) return { value, fixed: false, why: value instanceof Unknown ? value.loss : { reason: 'it gives something that is not an array.', span: null } };
  const data = value.data && wholeOf(value.data, trace);
  if (!data) return { value, fixed: false, why: (value.data ? undefined : (value.why ?? value.loss)) ?? { reason: 'what it does to a batch is not followed.', span: null } };
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

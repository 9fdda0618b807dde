/** Which samples come in which batch of a pass: what `tf.data` makes of numbers from 0 on, and how `fit` goes through it (keras/src/trainers/epoch_iterator.py). */
import type { OrderStep } from '../../core/recipe/order.js';
import { generator } from '../trace/random.js';
import { settled } from './files/bounds.js';
import { shuffled } from './shuffle.js';

/** A sample, or a batch of them. In round r of a `repeat` sample i is number `i + r * count`, so that random changes are others than in the first. */
type Item = number | readonly number[];

/** Samples and how many of them each batch has; `sizes` is null where all but the last are of the same size. */
export interface PassOrder {
  readonly order: Float64Array;
  readonly sizes: readonly number[] | null;
  readonly batches: number;
}

/** Samples and what is made of their order. */
export interface Ordered {
  readonly count: number;
  /** Where it makes no batches, they are made at the end. */
  readonly steps: readonly OrderStep[];
  readonly batchSize: number;
}

/** All of what comes in a random order, another one in each pass. */
export const anyOrder: OrderStep = { op: 'shuffle', buffer: null, each: true, seed: null, span: null };

/** The order of arrays: all of them, in a random order where `shuffle` is true. */
export function plainOrder(batchSize: number, shuffle: boolean, drop = false): readonly OrderStep[] {
  return [...(shuffle ? [anyOrder] : []), { op: 'batch', size: batchSize, drop, span: null }];
}

/** The batches of one pass after the other. */
export class OrderStream {
  private pass: number;
  private running: Iterator<readonly number[], void> | null = null;
  private seen = 0;
  private readonly steps: readonly OrderStep[];
  /** Batches of a whole pass; infinite where it has no end. */
  readonly whole: number;

  constructor(
    private readonly data: Ordered,
    private readonly seed: number,
    /** Batches of an epoch (`steps_per_epoch`); null for whole passes. */
    private readonly limit: number | null,
    /** Passes of the same data before, whose random orders are not to come again. */
    before = 0,
  ) {
    this.pass = before;
    this.steps = endingInBatches(data);
    this.whole = batchesOf({ ...data, steps: this.steps });
  }

  /** Batches of an epoch at most: no more than there are, as Keras ends an epoch that runs out of data. */
  get perEpoch(): number {
    return Math.min(this.limit ?? this.whole, this.whole);
  }

  /** The batches of epoch `epoch`. With a number of steps it goes on where the epoch before has ended, and begins anew where nothing is left. */
  next(epoch: number): PassOrder {
    if (this.limit === null) return passOrder([...this.batches(epoch)]);
    this.running ??= this.batches(this.pass);
    const found: (readonly number[])[] = [];
    while (found.length < this.limit && this.seen < this.whole) {
      const next = this.running.next();
      if (next.done === true) break;
      found.push(next.value);
      this.seen++;
    }
    if (this.seen >= this.whole) {
      [this.running, this.seen] = [null, 0];
      this.pass++;
    }
    return passOrder(found);
  }

  private *batches(pass: number): Generator<readonly number[], void> {
    for (const item of items(this.steps, this.data.count, this.seed, pass)) yield typeof item === 'number' ? [item] : item;
  }
}

const endingInBatches = ({ steps, batchSize }: Ordered): readonly OrderStep[] => (inBatches(steps) ? steps : [...steps, { op: 'batch', size: batchSize, drop: false, span: null }]);

/** Whether batches come at the end. */
function inBatches(steps: readonly OrderStep[]): boolean {
  const last = steps.findLast(({ op }) => op === 'batch' || op === 'unbatch');
  return last?.op === 'batch';
}

function passOrder(found: readonly (readonly number[])[]): PassOrder {
  const sizes = found.map(({ length }) => length);
  const even = sizes.every((size, i) => size === sizes[0] || (i === sizes.length - 1 && size < sizes[0]!));
  const order = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const batch of found) for (const index of batch) order[at++] = index;
  return { order, sizes: even ? null : sizes, batches: found.length };
}

/** How many batches a pass has; `Infinity` where it has no end. */
export function batchesOf(data: Ordered): number {
  let [samples, found] = [data.count, data.count];
  const steps = endingInBatches(data);
  for (const [i, step] of steps.entries()) {
    switch (step.op) {
      case 'rows': {
        const [from, to] = [settled(step.from) ?? 0, settled(step.to)];
        const left = Math.max(Math.min(found, to ?? Infinity) - from, 0);
        samples = left === found ? samples : samplesOf(steps.slice(0, i + 1), data.count, left);
        found = left;
        break;
      }
      case 'every':
        found = found === Infinity ? found : Math.max(Math.ceil((found - step.at) / step.of), 0);
        samples = samplesOf(steps.slice(0, i + 1), data.count, found);
        break;
      case 'repeat': {
        const times = step.times ?? Infinity;
        [samples, found] = found === 0 ? [0, 0] : [samples * times, found * times];
        break;
      }
      case 'batch':
        found = step.drop ? Math.floor(samples / step.size) : Math.ceil(samples / step.size);
        if (step.drop) samples = found * step.size;
        break;
      case 'unbatch':
        found = samples;
        break;
      case 'shuffle':
      case 'keep':
        break;
    }
  }
  return found;
}

/** How many samples `found` items are: where they are batches, not all need to be full. */
function samplesOf(steps: readonly OrderStep[], count: number, found: number): number {
  if (!inBatches(steps) || found === Infinity) return found;
  let samples = 0;
  for (const item of items(steps, count, 0, 0)) samples += typeof item === 'number' ? 1 : item.length;
  return samples;
}

/** What the steps make of the numbers from 0 on in a pass. */
function* items(steps: readonly OrderStep[], count: number, seed: number, pass: number, round = 0): Generator<Item> {
  const step = steps.at(-1);
  if (step === undefined) {
    for (let i = 0; i < count; i++) yield i + round * count;
    return;
  }
  const before = steps.slice(0, -1);
  const source = (): Generator<Item> => items(before, count, seed, pass, round);
  switch (step.op) {
    case 'shuffle':
      yield* shuffledItems(step, before, count, seed, pass, round);
      return;
    case 'keep':
      for (const item of items(before, count, seed, 0)) yield inRound(item, round * count);
      return;
    case 'rows': {
      const [from, to] = [settled(step.from) ?? 0, settled(step.to) ?? Infinity];
      if (to <= from) return;
      let at = 0;
      for (const item of source()) {
        if (at >= from) yield item;
        if (++at >= to) return;
      }
      return;
    }
    case 'every': {
      let at = 0;
      for (const item of source()) if (at++ % step.of === step.at) yield item;
      return;
    }
    case 'repeat':
      for (let i = 0; i < (step.times ?? Infinity); i++) {
        let some = false;
        for (const item of items(before, count, seed, pass, round * (step.times ?? 1) + i)) {
          some = true;
          yield item;
        }
        if (!some) return;
      }
      return;
    case 'batch': {
      let batch: number[] = [];
      for (const item of source()) {
        batch.push(item as number);
        if (batch.length < step.size) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0 && !step.drop) yield batch;
      return;
    }
    case 'unbatch':
      for (const item of source()) yield* item as readonly number[];
  }
}

const inRound = (item: Item, by: number): Item => (by === 0 ? item : typeof item === 'number' ? item + by : item.map((index) => index + by));

/** A buffer from which one is drawn, and filled up with the next (tensorflow/core/kernels/data/shuffle_dataset_op.cc). */
function* shuffledItems(step: Extract<OrderStep, { op: 'shuffle' }>, before: readonly OrderStep[], count: number, seed: number, pass: number, round: number): Generator<Item> {
  const size = settled(step.buffer) ?? Infinity;
  const drawn = step.each ? pass : 0;
  if (before.length === 0 && size >= count && (round === 0 || !step.each)) {
    for (const index of shuffled(count, seed, drawn)) yield index + round * count;
    return;
  }
  const next = generator(seed, drawn, `shuffle ${before.length} ${step.each ? round : 0}`);
  const below = (length: number): number => Math.floor((next() / 2 ** 32) * length);
  const buffer: Item[] = [];
  for (const item of items(before, count, seed, pass, round)) {
    if (buffer.length < size) {
      buffer.push(item);
      continue;
    }
    const at = below(buffer.length);
    yield buffer[at]!;
    buffer[at] = item;
  }
  while (buffer.length > 0) {
    const at = below(buffer.length);
    const last = buffer.pop()!;
    if (at === buffer.length) yield last;
    else {
      yield buffer[at]!;
      buffer[at] = last;
    }
  }
}

/** Batches of rows in an order, read ahead of the device. */
import { inputsOf, targetsOf, type Columns } from '../datasets/open.js';
import { rowSize, space, type Pass, type Rows, type RowValues, type Unreadable } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import type { TypedArray } from '../trace/step.js';
import type { Plan, TargetSpec } from './plan.js';
import { inputName, targetName, weightsName, type SampleWeights } from './step.js';

export interface Batch {
  readonly size: number;
  /** Which rows of the data these are, in their order. */
  readonly indices: readonly number[];
  readonly inputs: Record<string, TypedArray>;
}

export interface BatchOptions {
  /** Numbers of rows; those from the number of rows on are the same rows in a further round of a `repeat`. */
  readonly order: ArrayLike<number>;
  readonly batchSize: number;
  /** How many of the order each batch has, where that is not the batch size in all but the last. */
  readonly sizes?: readonly number[] | null;
  /** What the model takes, and what it is compared with: see `Plan`. */
  readonly inputs: readonly Pick<Plan['inputs'][number], 'dtype'>[];
  readonly targets: readonly TargetSpec[];
  readonly classWeight?: { readonly [label: string]: number } | null;
  /** Decides random changes of the rows; none where it is left out. */
  readonly pass?: Pass;
}

/** Batches that are read ahead may take this much memory together; there are at least one and at most four. */
const aheadBytes = 64e6;

/** Rounds of a `repeat` draw their random changes as epochs that no training reaches. */
const epochsApart = 1_000_003;

/** Rows that cannot be read are left out; those behind them move up, so that only the last batch is smaller, unless batches have sizes of their own. */
export async function* batches(data: Columns, options: BatchOptions): AsyncGenerator<Batch> {
  const steps = options.sizes?.length ?? Math.ceil(options.order.length / options.batchSize);
  const reader = new Reader(data, options);
  const ahead = Math.min(Math.max(Math.floor(aheadBytes / (options.batchSize * inputsOf(data).reduce((sum, { shape }) => sum + rowSize(shape), 0) * 4)), 1), 4);
  const queue: Promise<Batch | null>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let asked = 0;
  for (let step = 0; step < steps; step++) {
    for (; asked < Math.min(step + 1 + ahead, steps); asked++) {
      const next = last.then(() => reader.next());
      // A failure of reading ahead shows when its turn comes, not as an unhandled rejection.
      last = next.catch(() => undefined);
      queue.push(next);
    }
    const batch = await queue.shift()!;
    if (batch === null) return;
    yield batch;
  }
}

/** One array of a batch: its name in the step, and the rows that it is read from. */
interface Column {
  readonly name: string;
  readonly rows: Rows;
  readonly dtype: 'float32' | 'int32';
}

function columnsOf(data: Columns, { inputs, targets }: BatchOptions): Column[] {
  return [
    ...inputsOf(data).map((rows, i): Column => ({ name: inputName(i), rows, dtype: inputs[i]!.dtype })),
    ...targetsOf(data).map((rows, i): Column => ({ name: targetName(i), rows, dtype: targets[i]!.dtype })),
    ...(data.sampleWeights ?? []).flatMap((rows, i): Column[] => (rows ? [{ name: weightsName(i), rows, dtype: 'float32' }] : [])),
  ];
}

/** What the samples of such batches weigh, for the step that takes them. */
export const weightsOfSamples = ({ sampleWeights = [] }: Columns, classWeight: BatchOptions['classWeight'] = null): SampleWeights => (classWeight ? [[]] : sampleWeights.map((rows) => rows?.shape ?? null));

/** Takes rows in order until a batch is full. */
class Reader {
  private at = 0;
  private batch = 0;
  private readonly columns: readonly Column[];
  private readonly count: number;

  constructor(
    data: Columns,
    private readonly options: BatchOptions,
  ) {
    this.columns = columnsOf(data, options);
    this.count = data.x.count;
  }

  /** The next batch; null where no row is left. */
  async next(): Promise<Batch | null> {
    const { targets, classWeight, sizes, batchSize, order } = this.options;
    const wanted = sizes ? (sizes[this.batch++] ?? 0) : Math.min(batchSize, order.length);
    const spaces = this.columns.map(({ rows }) => space(rows, wanted));
    const read: number[] = [];
    for (let indices = this.take(wanted); indices.length > 0; indices = sizes ? [] : this.take(wanted - read.length)) read.push(...(await this.readRounds(indices, spaces, read.length)));
    const size = read.length;
    if (size === 0) return sizes && this.batch < sizes.length ? this.next() : null;
    const inputs = Object.fromEntries(this.columns.map(({ name, rows, dtype }, i) => [name, as(spaces[i]!.subarray(0, size * rowSize(rows.shape)), dtype)]));
    return { size, indices: read, inputs: classWeight ? { ...inputs, [weightsName(0)]: byClass(inputs[targetName(0)]!, size, targets[0]!, classWeight) } : inputs };
  }

  private take(wanted: number): number[] {
    const count = Math.min(wanted, this.options.order.length - this.at);
    const indices = Array.from({ length: count }, (_, i) => this.options.order[this.at + i]!);
    this.at += count;
    return indices;
  }

  /** Reads rows of which some may be of further rounds, in which they are changed at random in other ways; one round after the other. */
  private async readRounds(numbers: readonly number[], spaces: readonly RowValues[], size: number): Promise<readonly number[]> {
    const read: number[] = [];
    for (let from = 0; from < numbers.length; ) {
      const round = Math.floor(numbers[from]! / this.count);
      let to = from + 1;
      while (to < numbers.length && Math.floor(numbers[to]! / this.count) === round) to++;
      const { pass } = this.options;
      read.push(...(await this.read(numbers.slice(from, to).map((number) => number - round * this.count), spaces, size + read.length, pass && { ...pass, epoch: pass.epoch + round * epochsApart, at: this.at })));
      from = to;
    }
    return read;
  }

  /** Reads rows behind the first `size` ones; returns those that could be read. */
  private async read(indices: readonly number[], spaces: readonly RowValues[], size: number, pass: Pass | undefined): Promise<readonly number[]> {
    const places = this.columns.map(({ rows }, i) => spaces[i]!.subarray(size * rowSize(rows.shape), (size + indices.length) * rowSize(rows.shape)));
    const found = await Promise.all(this.columns.map(async ({ rows }, i) => rows.read(indices, places[i]!, pass)));
    const missing = new Set(found.flatMap((positions): Unreadable => positions ?? []));
    if (missing.size === 0) return indices;
    const kept = indices.map((_, i) => i).filter((i) => !missing.has(i));
    this.columns.forEach(({ rows }, column) => kept.forEach((from, to) => places[column]!.copyWithin(to * rowSize(rows.shape), from * rowSize(rows.shape), (from + 1) * rowSize(rows.shape))));
    return kept.map((i) => indices[i]!);
  }
}

const as = (values: RowValues, dtype: 'float32' | 'int32'): TypedArray =>
  dtype === 'int32' ? (values instanceof Int32Array ? values : Int32Array.from(values)) : values instanceof Float32Array ? values : Float32Array.from(values);

/** Keras's `class_weight`: each sample weighs as its class does; classes come from one-hot targets or integer labels. */
function byClass(y: ArrayLike<number>, size: number, target: TargetSpec, weights: { readonly [label: string]: number }): Float32Array {
  const width = target.shape.reduce((a, b) => a * b, 1);
  if (target.shape.length > 1) throw new UserError('`class_weight` needs one label for each sample, and the targets have more axes. Leave it out.');
  return Float32Array.from({ length: size }, (_, i) => {
    let label = 0;
    if (width === 1) label = Math.round(y[i]!);
    else for (let k = 1; k < width; k++) if (y[i * width + k]! > y[i * width + label]!) label = k;
    return weights[String(label)] ?? 1;
  });
}

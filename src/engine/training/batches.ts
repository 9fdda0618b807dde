/** Batches of rows in an order, read ahead of the device by one. */
import type { OpenData } from '../datasets/open.js';
import { space, type RowValues } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import type { TypedArray } from '../trace/step.js';
import type { TargetSpec } from './plan.js';
import { inputName, targetName } from './step.js';

export interface Batch {
  readonly size: number;
  readonly inputs: Record<string, TypedArray>;
}

export interface BatchOptions {
  readonly order: ArrayLike<number>;
  readonly batchSize: number;
  /** Batches of an epoch; the order starts anew where it is too short for them. */
  readonly steps?: number | null;
  readonly inputDtype: 'float32' | 'int32';
  readonly target: TargetSpec;
  readonly classWeight?: { readonly [label: string]: number } | null;
}

/** Number of batches of an epoch. */
export const stepsOf = (count: number, batchSize: number, steps: number | null): number => steps ?? Math.ceil(count / batchSize);

export async function* batches(data: Pick<OpenData, 'x' | 'y'>, options: BatchOptions): AsyncGenerator<Batch> {
  const { order, batchSize } = options;
  const steps = stepsOf(order.length, batchSize, options.steps ?? null);
  const read = async (step: number): Promise<Batch> => {
    const from = (step * batchSize) % (options.steps ? Math.max(order.length - (order.length % batchSize), batchSize) : Infinity);
    const size = Math.min(batchSize, order.length - from);
    const indices = Array.from({ length: size }, (_, i) => order[from + i]!);
    const [x, y] = [space(data.x, size), space(data.y, size)];
    await Promise.all([data.x.read(indices, x), data.y.read(indices, y)]);
    const inputs: Record<string, TypedArray> = { [inputName(0)]: as(x, options.inputDtype), [targetName(0)]: as(y, options.target.dtype) };
    if (options.classWeight) inputs.sampleWeights = sampleWeights(y, size, options.target, options.classWeight);
    return { size, inputs };
  };
  let next = steps > 0 ? read(0) : null;
  for (let step = 0; step < steps; step++) {
    const batch = await next!;
    next = step + 1 < steps ? read(step + 1) : null;
    // A failure of reading ahead shows when its turn comes, not as an unhandled rejection.
    next?.catch(() => undefined);
    yield batch;
  }
}

const as = (values: RowValues, dtype: 'float32' | 'int32'): TypedArray =>
  dtype === 'int32' ? (values instanceof Int32Array ? values : Int32Array.from(values)) : values instanceof Float32Array ? values : Float32Array.from(values);

/** Keras's `class_weight`: each sample weighs as its class does; classes come from one-hot targets or integer labels. */
function sampleWeights(y: RowValues, size: number, target: TargetSpec, weights: { readonly [label: string]: number }): Float32Array {
  const width = target.shape.reduce((a, b) => a * b, 1);
  if (target.shape.length > 1) throw new UserError('`class_weight` needs one label for each sample, and the targets have more axes. Leave it out.');
  return Float32Array.from({ length: size }, (_, i) => {
    let label = 0;
    if (width === 1) label = Math.round(y[i]!);
    else for (let k = 1; k < width; k++) if (y[i * width + k]! > y[i * width + label]!) label = k;
    return weights[String(label)] ?? 1;
  });
}

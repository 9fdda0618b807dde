/** The number of a batch, whichever it is, and the slices that a program takes with it: `paths[i * size:(i + 1) * size]`. */
import type { Loss } from '../../../graph/types.js';
import type { TextList } from '../../../recipe/texts.js';
import type { DataArray } from '../../../recipe/types.js';
import { Figured, type Obj, Slice, type Value, asInteger, Float } from '../../python/values.js';

/** What one look into `__getitem__` finds. A batch stands for all samples: what is done to it is done to the whole array. */
export class BatchTrace {
  readonly sizes = new Set<number>();
  /** What the batches are taken from. */
  readonly arrays: DataArray[] = [];
  readonly lists: TextList[] = [];
  /** Positions of samples that the program has put into an order; null among them where something is sliced directly. */
  readonly positions = new Set<Obj | null>();
  shuffled = false;
}

/** A number that the program works out of that of the batch: `times * i + plus`. */
export class BatchNumber extends Figured {
  constructor(
    loss: Loss,
    readonly trace: BatchTrace,
    readonly times = 1,
    readonly plus = 0,
    /** Set where it is no larger than something, the number of samples as a rule: `min((i + 1) * size, len(paths))`. */
    readonly most?: Value,
  ) {
    super(loss);
  }

  private made(times: number, plus: number): Value {
    return times === 0 ? plus : new BatchNumber(this.loss, this.trace, times, plus);
  }
  figure(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (this.most !== undefined || other instanceof Float) return undefined;
    const number = other instanceof BatchNumber ? null : asInteger(other);
    if (operator === '*') return number === null ? undefined : this.made(this.times * number, this.plus * number);
    if (operator !== '+' && operator !== '-') return undefined;
    const [times, plus] = other instanceof BatchNumber && other.most === undefined ? [other.times, other.plus] : [0, number];
    if (plus === null) return undefined;
    if (operator === '+') return this.made(this.times + times, this.plus + plus);
    return reflected ? this.made(times - this.times, plus - this.plus) : this.made(this.times - times, this.plus - plus);
  }
  rounded(): Value {
    return this;
  }
  override least(other: Value): Value {
    return new BatchNumber(this.loss, this.trace, this.times, this.plus, other);
  }
}

/** Where a slice of what has `length` entries takes the samples of a batch, what notes it; null where it takes others. */
export function batchSlice(index: Value, length: Value | undefined): BatchTrace | null {
  const { lower, upper, step } = index instanceof Slice ? index : { lower: null, upper: null, step: null };
  if (!(lower instanceof BatchNumber) || !(upper instanceof BatchNumber) || lower.most !== undefined || (step !== null && step !== 1)) return null;
  if (lower.plus !== 0 || lower.times <= 0 || upper.times !== lower.times || upper.plus !== upper.times) return null;
  if (upper.most !== undefined && !isLength(upper.most, length)) return null;
  lower.trace.sizes.add(lower.times);
  return lower.trace;
}

/** Whether a bound leaves every entry within reach: it is their number, or no smaller. */
function isLength(most: Value, length: Value | undefined): boolean {
  const [bound, count] = [asInteger(most), length === undefined ? null : asInteger(length)];
  if (bound !== null) return count !== null && bound >= count;
  return most instanceof Figured && most.isLength;
}

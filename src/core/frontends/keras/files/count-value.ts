import type { Loss } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import type { Bound, CountOf } from '../../../recipe/counts.js';
import type { TextList } from '../../../recipe/texts.js';
import type { DataArray } from '../../../recipe/types.js';
import { Iterator } from '../../python/iterator.js';
import { Figured, Float, Obj, type Value, asInteger, asNumber } from '../../python/values.js';
import { PositionValue } from './position-value.js';

/** How many texts a list has, or a number that the program makes of that. */
export class CountValue extends Figured {
  constructor(
    loss: Loss,
    readonly count: CountOf,
    /** False for a float. */
    private readonly whole: boolean,
  ) {
    super(loss);
  }
  static of(list: TextList, loss: Loss): CountValue {
    return new CountValue(loss, { op: 'length', of: list }, true);
  }

  figure(operator: string, other: Value, reflected: boolean): Value | undefined {
    const number = other instanceof CountValue ? other.count : asNumber(other);
    if (number === null || (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/' && operator !== '//')) return undefined;
    const whole = this.whole && operator !== '/' && !(other instanceof Float) && !(other instanceof CountValue && !other.whole);
    return new CountValue(this.loss, reflected ? { op: operator, left: number, right: this.count } : { op: operator, left: this.count, right: number }, whole);
  }
  rounded(how: 'int' | 'floor' | 'ceil' | 'round'): Value {
    return new CountValue(this.loss, this.whole ? this.count : { op: how, of: this.count }, true);
  }
  /** `range` over a number of samples: the position of any one of them. */
  override range(): Value | undefined {
    return this.count.op === 'length' || this.count.op === 'samples' ? new Iterator(() => new PositionValue([], null).repeated(), 'range') : undefined;
  }
  override get isLength(): boolean {
    return typeof this.count === 'object' && (this.count.op === 'length' || this.count.op === 'samples');
  }
  get bound(): CountOf | undefined {
    return this.whole ? this.count : undefined;
  }
}

/** A bound of a slice; undefined where it is none that is known. */
export function boundOf(value: Value): Bound | undefined {
  if (value === null) return null;
  return value instanceof CountValue ? value.bound : (asInteger(value) ?? undefined);
}

/** How many entries an array has that is as long as a list; `loss` where that is not said. */
export function countIn(data: DataArray | null, loss: Unknown): Unknown {
  const chosen = data?.steps.some(({ op }) => op === 'slice' || op === 'share' || op === 'pick' || op === 'reshape' || op === 'expandDims');
  if (data?.source.kind === 'file') return new CountValue(loss.loss, { op: 'samples', of: data }, true);
  return data && !chosen && 'list' in data.source ? CountValue.of(data.source.list, loss.loss) : loss;
}

/** A shape of which nothing is known but that its first axis is as long as there are samples. */
class CountedShape extends Obj {
  readonly typeName = 'tuple';
  constructor(
    private readonly count: CountValue,
    private readonly loss: Unknown,
  ) {
    super();
  }
  override getItem(index: Value): Value {
    return asInteger(index) === 0 ? this.count : this.loss;
  }
  override iterate(): Unknown {
    return this.loss;
  }
  override length(): Unknown {
    return this.loss;
  }
  override truth(): null {
    return null;
  }
}

/** The shape of an array whose axes are not known; how many samples it has may be asked. */
export function shapeWithCount(data: DataArray | null, loss: Unknown): Value {
  const count = countIn(data, loss);
  return count instanceof CountValue ? new CountedShape(count, loss) : loss;
}

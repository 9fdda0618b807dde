/** Any one of many samples, and what is made of all of them in a loop. */
import type { TextList } from '../../../recipe/texts.js';
import type { DataArray, DataSource, DataStep } from '../../../recipe/types.js';
import { Tuple } from '../../python/containers.js';
import { Iterator } from '../../python/iterator.js';
import { Obj, Repeated, type Ruled, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { lifted } from '../data/steps.js';
import type { BatchTrace } from './batch.js';
import { grown } from './grown.js';
import type { Positioned } from './position.js';
import { TextListValue } from './text-list.js';
import { notRead, TextValue } from './text-value.js';

/** A choice among samples, the same for all arrays that have as many. */
export type Choice = Extract<DataStep, { op: 'pick' | 'slice' }>;

/** Any one of the positions. */
export class PositionValue extends Obj implements Positioned {
  readonly typeName = 'int';
  private readonly lists = new Map<TextList, TextListValue>();
  private readonly arrays = new Map<DataSource, { readonly data: DataArray; readonly array: ArrayValue }>();
  constructor(
    private readonly choices: readonly Choice[],
    private readonly batch: BatchTrace | null,
  ) {
    super();
  }

  inList(list: TextListValue, at: Site): Value {
    const { textList } = list;
    if (!textList) return notRead(at);
    const chosen = this.lists.get(textList) ?? list.takenBy(this.choices);
    this.lists.set(textList, chosen);
    this.batch?.lists.push(chosen.textList!);
    return new TextValue(chosen.textList!, { op: 'self' }, list.ofPaths);
  }
  inArray(array: ArrayValue): Value | undefined {
    const { data } = array;
    if (!data || !array.shape || array.shape.length === 0) return undefined;
    const known = this.arrays.get(data.source);
    if (known && known.data !== data) return undefined;
    this.arrays.set(data.source, { data, array });
    return new ArrayValue(array.shape.slice(1), array.dtype, { data: { source: data.source, steps: [], span: data.span } });
  }

  /** All of what an element is at each of the positions; undefined where that is not known. */
  gathered(element: Value, at: Site): Value | undefined {
    const data = element instanceof ArrayValue ? element.data : null;
    const base = data && this.arrays.get(data.source);
    if (element instanceof ArrayValue && base && element.shape) {
      const steps = lifted(data.steps, false);
      if (!steps) return undefined;
      const whole = { ...base.data, steps: [...base.data.steps, ...this.choices] };
      this.batch?.arrays.push(whole);
      return new ArrayValue([null, ...element.shape], element.dtype, { data: { ...whole, steps: [...whole.steps, ...steps] }, loss: notRead(at).loss });
    }
    for (const list of this.lists.values()) {
      const made = list.gathered(element, [], at);
      if (made !== undefined) return made;
    }
    return undefined;
  }

  /** In a loop: `item` is what the loop's name holds. */
  repeated(item: Value = this): Repeated {
    return new Repeated({ reason: 'Which samples are taken here is not known.', span: null }, item, new PositionRule(this));
  }

  override truth(): null {
    return null;
  }
  override compare(_operator: string, _other: Value, at: Site): Value {
    return notRead(at);
  }
  override binary(_operator: string, _other: Value, _reflected: boolean, at: Site): Value {
    return unknown('What is worked out of the position of a sample is not followed.', at.span);
  }
}

/** The positions one by one, in a loop or a comprehension. */
class PositionRule implements Ruled {
  constructor(private readonly item: PositionValue) {}
  gathered(element: Value, conditions: readonly Value[], at: Site): Value | undefined {
    return conditions.every((condition) => condition === true) ? this.item.gathered(element, at) : undefined;
  }
  keyed(): undefined {
    return undefined;
  }
  sorted(): undefined {
    return undefined;
  }
  copied(): Value {
    return this.item;
  }
  place(): Value {
    return this.item;
  }
  isPlace(index: Value): boolean {
    return index === this.item;
  }
  grows(filled: Obj): boolean {
    return filled instanceof TextListValue || filled instanceof ArrayValue;
  }
  grown(filled: Obj, made: Value): Value | undefined {
    return grown(filled, made);
  }
  nested(): undefined {
    return undefined;
  }
}

/** `zip(paths, labels)` of lists of files and arrays of the data, as many of each; undefined where one is something else, or their entries are known one by one. */
export function zippedSamples(items: readonly Value[], at: Site): Value | undefined {
  const position = new PositionValue([], null);
  const parts = items.map((item) => (item instanceof TextListValue ? position.inList(item, at) : item instanceof ArrayValue && item.content === null ? position.inArray(item) : undefined));
  const open = items.some((item) => item instanceof TextListValue || (item instanceof ArrayValue && (item.shape?.[0] ?? null) === null));
  return open && parts.every((part) => part !== undefined) ? new Iterator(() => position.repeated(new Tuple(parts)), 'zip') : undefined;
}

/** Positions of samples as a program makes them, shuffles them and takes samples at them: `np.arange(len(paths))`. */
import type { Loss } from '../../../graph/types.js';
import type { TextList } from '../../../recipe/texts.js';
import type { DataArray, DataSource, DataStep } from '../../../recipe/types.js';
import { Obj, Repeated, type Ruled, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue, type ArrayOptions } from '../array-value.js';
import { lifted } from '../data/steps.js';
import type { Unknown } from '../../../graph/values.js';
import { sliceStep } from '../index-array.js';
import { type BatchTrace, batchSlice } from './batch.js';
import type { CountValue } from './count-value.js';
import { grown } from './grown.js';
import type { Positioned } from './position.js';
import { TextListValue } from './text-list.js';
import { notRead, TextValue } from './text-value.js';

/** A choice among samples, the same for all arrays that have as many. */
type Choice = Extract<DataStep, { op: 'pick' | 'slice' }>;

/** All of them in a random order. */
const isOrder = (choice: Choice): boolean => choice.op === 'pick' && choice.part === 'all';

/** Numbers from 0 on, one for each sample, after what was chosen among them. */
export class PositionsValue extends ArrayValue implements Positioned {
  private choices: readonly Choice[];
  private readonly batch: BatchTrace | null;
  constructor(
    private readonly count: number | CountValue,
    options: ArrayOptions & { readonly choices?: readonly Choice[]; /** Set for those of a batch. */ readonly batch?: BatchTrace | null } = {},
  ) {
    const known = typeof count === 'number' && (options.choices ?? []).every(isOrder);
    super([known ? count : null], 'int64', { ...options, ...(known ? {} : { loss: { reason: 'How many samples are taken here is not known.', span: null } }) });
    this.choices = options.choices ?? [];
    this.batch = options.batch ?? null;
  }

  /** What was chosen, to be compared. */
  get signature(): string {
    return JSON.stringify(this.choices.map(({ span: _span, ...choice }) => choice));
  }
  /** Whether they are in a random order. */
  get shuffled(): boolean {
    return this.choices.some((choice) => choice.op === 'pick' && choice.shuffle);
  }
  takenBy(choice: Choice): PositionsValue {
    return new PositionsValue(this.count, { choices: [...this.choices, choice] });
  }
  /** Puts them into a random order in place. */
  shuffle(seed: number | null, at: Site): void {
    at.machine.journal.touch(this);
    this.choices = [...this.choices, { op: 'pick', part: 'all', test: null, train: null, seed, shuffle: true, span: at.span }];
  }

  override length(): number | Unknown | undefined {
    return this.choices.every(isOrder) ? this.count : super.length();
  }
  override getItem(index: Value, at: Site): Value | undefined {
    const batch = batchSlice(index);
    if (batch) {
      batch.positions.add(this);
      batch.shuffled ||= this.shuffled;
      // In which order samples come is that of the pass, not of the arrays.
      return new PositionsValue(this.count, { choices: this.choices.filter((choice) => !isOrder(choice)), batch });
    }
    const step = sliceStep(index, at);
    return step?.op === 'slice' ? this.takenBy(step) : super.getItem(index, at);
  }
  override iterate(): Repeated {
    const item = new PositionValue(this.choices, this.batch);
    return new Repeated({ reason: 'Which samples are taken here is not known.', span: null }, item, new PositionRule(item));
  }
  override setItem(index: Value, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    this.choices = [];
    return super.setItem(index, value, at);
  }

  inArray(array: ArrayValue, _at: Site): Value | undefined {
    const first = array.shape?.[0] ?? null;
    if (first !== null && typeof this.count === 'number' && first !== this.count) return undefined;
    const made = this.choices.reduce((made, choice) => made.after(choice, made.shape && [isOrder(choice) ? (made.shape[0] ?? null) : null, ...made.shape.slice(1)]), array);
    if (made.data) this.batch?.arrays.push(made.data);
    return made;
  }
  inList(list: TextListValue): Value {
    const made = list.takenBy(this.choices);
    if (made.textList) this.batch?.lists.push(made.textList);
    return made;
  }

  override snapshot(): ReturnType<ArrayValue['snapshot']> & { readonly choices?: readonly Choice[] } {
    return { ...super.snapshot(), choices: this.choices };
  }
  override restore(state: ReturnType<PositionsValue['snapshot']>): void {
    super.restore(state);
    this.choices = state.choices ?? [];
  }
  override join(a: ReturnType<PositionsValue['snapshot']>, b: ReturnType<PositionsValue['snapshot']>, loss: Loss): void {
    super.join(a, b, loss);
    // Of two orders that may be it is a random one: which samples belong together stays.
    this.choices = (a.choices?.length ?? 0) >= (b.choices?.length ?? 0) ? (a.choices ?? []) : (b.choices ?? []);
  }
}

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

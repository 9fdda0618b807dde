/** Positions of samples as a program makes them, shuffles them and takes samples at them: `np.arange(len(paths))`. */
import type { Loss } from '../../../graph/types.js';
import type { Repeated, Site, Value } from '../../python/values.js';
import { ArrayValue, type ArrayOptions } from '../array-value.js';
import type { Unknown } from '../../../graph/values.js';
import { sliceStep } from '../index-array.js';
import { type BatchTrace, batchSlice } from './batch.js';
import type { CountValue } from './count-value.js';
import type { Positioned } from './position.js';
import { type Choice, PositionValue } from './position-value.js';
import type { TextListValue } from './text-list.js';

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
    const batch = batchSlice(index, this.length());
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
    return new PositionValue(this.choices, this.batch).repeated();
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

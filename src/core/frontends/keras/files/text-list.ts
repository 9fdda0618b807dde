import type { Loss } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import { changedList, type TextChange, type TextList, type TextOf } from '../../../recipe/texts.js';
import { Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { type Mutable, Obj, Repeated, type Ruled, type Site, Slice, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import type { DataStep } from '../../../recipe/types.js';
import { lifted } from '../data/steps.js';
import { batchSlice } from './batch.js';
import { boundOf, CountValue } from './count-value.js';
import { pairsOf, PairsValue } from './pairs.js';
import { isPositioned } from './position.js';
import { zippedSamples } from './position-value.js';
import { grown } from './grown.js';
import { IndexedValue, listOf, notRead, numberArray, numberOf, TestValue, TextValue } from './text-value.js';

interface State {
  readonly list: TextList;
  /** Why what it holds is not known; null where it is. */
  readonly lost: Loss | null;
}

/** A list of texts that are not known, but by what the program does to find them: `os.listdir`, `glob`, a column of a table. */
export class TextListValue extends Obj implements Mutable, Ruled {
  readonly typeName = 'list';
  private state: State;

  constructor(
    list: TextList,
    /** True where the items are `pathlib.Path`s. */
    readonly ofPaths = false,
    lost: Loss | null = null,
  ) {
    super();
    this.state = { list, lost };
  }

  /** What it holds; null where that is not known any more. */
  get textList(): TextList | null {
    return this.state.lost ? null : this.state.list;
  }
  get lost(): Loss | null {
    return this.state.lost;
  }

  private with(...changes: readonly TextChange[]): TextListValue {
    return new TextListValue(changedList(this.state.list, ...changes), this.ofPaths, this.state.lost);
  }
  /** Changes it in place. */
  change(change: TextChange, at: Site): void {
    at.machine.journal.touch(this);
    this.state = { ...this.state, list: changedList(this.state.list, change) };
  }
  lose(reason: string, at: Site): void {
    at.machine.journal.touch(this);
    this.state = { ...this.state, lost: this.state.lost ?? { reason, span: at.span } };
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    switch (name) {
      case 'sort':
        return new BoundNative(name, (args, where) => {
          const reverse = args.keyword.get('reverse') ?? false;
          if (args.keyword.has('key') || typeof reverse !== 'boolean') this.lose('the order in which it is sorted is not followed.', where);
          else this.change({ op: 'sort', reverse }, where);
          return null;
        });
      // Also what pandas makes of a column, which has its texts there.
      case 'values':
        return this.copied();
      case 'copy':
      case 'tolist':
      case 'to_list':
      case 'to_numpy':
        return new BoundNative(name, () => this.copied());
      case 'append':
      case 'extend':
      case 'insert':
      case 'remove':
      case 'pop':
      case 'reverse':
      case 'clear':
        return new BoundNative(name, (_args, where) => {
          this.lose(`what ${name}(…) does to this list of files is not followed.`, where);
          return null;
        });
      case 'index':
        return new BoundNative(name, (args, where) => (args.positional.length === 1 && args.positional[0] instanceof TextValue ? (args.positional[0].placeIn(this, where) ?? notRead(where)) : notRead(where)));
      case 'shape':
        return new Tuple([this.length(at)]);
      case 'astype':
        return new BoundNative(name, () => this.copied());
      default:
        return notRead(at);
    }
  }

  override iterate(at: Site): Unknown {
    const loss = this.state.lost ?? notRead(at).loss;
    return this.state.lost ? unknown(loss.reason, loss.span) : new Repeated(loss, new TextValue(this.state.list, { op: 'self' }, this.ofPaths), this);
  }
  override length(at: Site): Unknown {
    const { list, lost } = this.state;
    return lost ? notRead(at) : CountValue.of(list, notRead(at).loss);
  }
  override zipped(items: readonly Value[], at: Site): Value | undefined {
    return zippedSamples(items, at);
  }
  override truth(): null {
    return null;
  }
  override contains(_item: Value, at: Site): Unknown {
    return notRead(at);
  }
  override compare(_operator: string, _other: Value, at: Site): Value {
    return unknown('What a comparison of all of these texts at once gives is not followed. One by one it is, as in [int(name == "cat") for name in names].', at.span);
  }
  override setItem(_index: Value, _value: Value, at: Site): boolean {
    this.lose('some of its texts are set to others, which is not followed.', at);
    return true;
  }
  override deleteItem(_index: Value, at: Site): boolean {
    this.lose('some of its texts are deleted, which is not followed.', at);
    return true;
  }
  override getItem(index: Value, at: Site): Value {
    if (isPositioned(index)) return index.inList(this, at) ?? notRead(at);
    const batch = batchSlice(index, this.length(at));
    if (batch && !this.state.lost) {
      batch.positions.add(null);
      const all = this.copied();
      batch.lists.push(all.textList!);
      return all;
    }
    if (!(index instanceof Slice)) return notRead(at);
    const [from, to] = [boundOf(index.lower), boundOf(index.upper)];
    if ((index.step !== null && index.step !== 1) || from === undefined || to === undefined) return unknown('Which part of this list of files is taken is not known.', at.span);
    return this.with({ op: 'rows', from, to });
  }
  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    const lists = [this.textList, listOf(other)];
    if (operator !== '+' || !lists[0] || !lists[1]) return unknown('What is made of this list of files here is not followed.', at.span);
    return new TextListValue({ origin: { kind: 'joined', lists: (reflected ? lists.toReversed() : lists) as TextList[] }, changes: [] }, this.ofPaths);
  }

  gathered(element: Value, conditions: readonly Value[], at: Site): Value | undefined {
    const { list } = this.state;
    const tests = conditions.flatMap((condition) => (condition === true ? [] : [condition]));
    if (!tests.every((test): test is TestValue => test instanceof TestValue && test.list === list)) return undefined;
    const keep = tests.map(({ test }): TextChange => ({ op: 'keep', test }));
    if (element instanceof TextValue && element.list === list) return new TextListValue(changedList(list, ...keep, ...mapped(element.to)), element.isPath);
    const kept = changedList(list, ...keep);
    const number = numberOf(element, list);
    if (number) return new ArrayValue([null], 'int64', { data: numberArray(kept, number, at.span).data, loss: notRead(at).loss });
    const images = element instanceof ArrayValue && element.shape ? imagesOf(element, list, kept) : null;
    if (!images) return pairsOf(element, (part) => this.gathered(part, conditions, at));
    return new ArrayValue([null, ...(element as ArrayValue).shape!], (element as ArrayValue).dtype, { data: images, loss: notRead(at).loss });
  }
  keyed(key: Value, value: Value, at: Site): Value | undefined {
    const { list } = this.state;
    const number = numberOf(value, list);
    return key instanceof TextValue && key.list === list && number?.op === 'place' && number.of.op === 'self' && number.among === list ? new PlacesValue(changedList(list, ...mapped(key.to))) : unknown('What this dict of files holds is not followed.', at.span);
  }
  sorted(reverse: boolean): Value {
    return this.with({ op: 'sort', reverse });
  }
  /** Those at some positions, in their order. */
  takenBy(choices: readonly Extract<DataStep, { op: 'pick' | 'slice' }>[]): TextListValue {
    return this.with(...choices.map((choice): TextChange => (choice.op === 'slice' ? { op: 'rows', from: choice.from, to: choice.to } : { ...choice, span: choice.span ?? null })));
  }
  copied(): TextListValue {
    return this.with();
  }
  grows(filled: Obj): boolean {
    return filled instanceof TextListValue || filled instanceof ArrayValue || filled instanceof PairsValue;
  }
  grown(filled: Obj, made: Value): Value | undefined {
    return grown(filled, made);
  }
  nested(): undefined {
    return undefined;
  }
  isPlace(index: Value): boolean {
    const { list } = this.state;
    const source = index instanceof ArrayValue ? index.data?.source : null;
    return source?.kind === 'labels' && source.list === list && source.number.op === 'place' && source.number.of.op === 'self' && source.number.among === list;
  }
  place(at: Site): Value {
    const { list } = this.state;
    return numberArray(list, { op: 'place', of: { op: 'self' }, among: list }, at.span);
  }

  snapshot(): State {
    return this.state;
  }
  restore(state: State): void {
    this.state = state;
  }
  join(a: State, b: State, loss: Loss): void {
    this.state = a === b || JSON.stringify(a) === JSON.stringify(b) ? a : { ...a, lost: loss };
  }
}

const mapped = (to: TextOf): TextChange[] => (to.op === 'self' ? [] : [{ op: 'map', to }]);

/** Images that are read of one text of `list`, as an array of those of `kept`. */
function imagesOf({ data }: ArrayValue, list: TextList, kept: TextList): ArrayValue['data'] {
  if (data?.source.kind !== 'images' || !startsWith(data.source.list, list)) return null;
  const steps = lifted(data.steps, false);
  return steps && { ...data, source: { ...data.source, list: changedList(kept, ...data.source.list.changes.slice(list.changes.length)) }, steps };
}

/** Whether `list` is `first` after further changes that leave one text for each. */
export function startsWith(list: TextList, first: TextList): boolean {
  return list.origin === first.origin && first.changes.every((change, i) => list.changes[i] === change) && list.changes.slice(first.changes.length).every(({ op }) => op === 'map');
}

/** `{name: i for i, name in enumerate(names)}`: the places of texts. */
class PlacesValue extends IndexedValue {
  readonly typeName = 'dict';
  constructor(private readonly among: TextList) {
    super();
  }
  override getItem(index: Value, at: Site): Value {
    return index instanceof TextValue ? numberArray(index.list, { op: 'place', of: index.to, among: this.among }, at.span) : notRead(at);
  }
}


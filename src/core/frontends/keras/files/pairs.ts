import type { Loss } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import { List, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { type Mutable, Obj, type Repeated, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { PositionValue } from './position-value.js';

/** A list of pairs (or more) that a loop has filled, such as of an image and its label: what stands at each place of all of them. */
export class PairsValue extends Obj implements Mutable {
  readonly typeName = 'list';
  constructor(
    private parts: readonly Value[],
    /** Whether each is a list, else a tuple. */
    private readonly ofLists: boolean,
  ) {
    super();
  }
  get columns(): readonly Value[] {
    return this.parts;
  }
  /** The same pairs of other columns. */
  with(parts: readonly Value[]): PairsValue {
    return new PairsValue(parts, this.ofLists);
  }

  /** Puts the pairs into a random order in place. */
  shuffle(seed: number | null, at: Site): void {
    at.machine.journal.touch(this);
    this.parts = this.parts.map((part) => (part instanceof ArrayValue ? part.after({ op: 'pick', part: 'all', test: null, train: null, seed, shuffle: true, span: at.span }, part.shape) : unknown('The order of these values is random.', at.span)));
  }
  private lose(reason: string, at: Site): void {
    at.machine.journal.touch(this);
    this.parts = this.parts.map(() => unknown(reason, at.span));
  }

  override iterate(at: Site): Repeated | Unknown {
    const position = new PositionValue([], null);
    const items = this.parts.map((part): Value => (part instanceof ArrayValue ? (position.inArray(part) ?? unknown('What this list holds is not followed.', at.span)) : part));
    return position.repeated(this.ofLists ? new List(items) : new Tuple(items));
  }
  override length(at: Site): number | Unknown {
    const [first] = this.parts;
    return (first instanceof ArrayValue ? first.length() : undefined) ?? unknown('How many pairs there are is not known.', at.span);
  }
  override truth(): null {
    return null;
  }
  override getItem(_index: Value, at: Site): Value {
    return unknown('Which of these pairs is taken is not followed.', at.span);
  }
  override setItem(_index: Value, _value: Value, at: Site): boolean {
    this.lose('some of these pairs are set to others, which is not followed.', at);
    return true;
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'copy') return new BoundNative(name, () => this.with(this.parts));
    return new BoundNative(name, (_args, where) => {
      this.lose(`what ${name}(…) does to this list of pairs is not followed.`, where);
      return unknown(`What ${name}(…) of this list gives is not followed.`, at.span);
    });
  }

  snapshot(): readonly Value[] {
    return this.parts;
  }
  restore(parts: readonly Value[]): void {
    this.parts = parts;
  }
  join(a: readonly Value[], b: readonly Value[], loss: Loss): void {
    this.parts = a === b ? a : a.map(() => unknown(loss.reason, loss.span));
  }
}

/** Pairs of what each of their parts is for all items; undefined where a value is no pair, or one of its parts is not followed. */
export function pairsOf(element: Value, gathered: (part: Value) => Value | undefined): PairsValue | undefined {
  if (!(element instanceof List || element instanceof Tuple) || element.items.length < 2) return undefined;
  const parts = element.items.map(gathered);
  return parts.every((part) => part !== undefined) ? new PairsValue(parts, element instanceof List) : undefined;
}

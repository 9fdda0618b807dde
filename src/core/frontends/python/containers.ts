import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import { containerMethod } from './methods/index.js';
import type { Machine } from './machine.js';
import { slicePositions } from './slicing.js';
import { Figured, type Mutable, Obj, type Site, Slice, type Value, asInteger, joinValues, oneOf, same, unknown, unknownOf } from './values.js';

abstract class Sequence extends Obj {
  abstract items: readonly Value[];
  /** Set where not even the number of items is known. */
  lost: Unknown | null = null;

  abstract like(items: readonly Value[]): Value;

  override getAttribute(name: string): Value | undefined {
    return containerMethod(this, name);
  }
  override getItem(index: Value, at: Site): Value | undefined {
    if (this.lost) return oneOf(this.lost.loss, ...this.items);
    if (index instanceof Slice) {
      const positions = slicePositions(index, this.items.length);
      return positions ? this.like(positions.map((i) => this.items[i]!)) : oneOf({ reason: 'The bounds of this slice are not known.', span: at.span }, ...this.items);
    }
    const position = asInteger(index);
    if (position === null) return index instanceof Unknown ? oneOf(index.loss, ...this.items) : at.machine.raise('TypeError', `${this.typeName} indices must be integers or slices.`, at);
    const item = this.items[position < 0 ? position + this.items.length : position];
    return item === undefined ? at.machine.raise('IndexError', `The ${this.typeName} has ${this.items.length} items, so there is none at position ${position}.`, at) : item;
  }
  override iterate(): readonly Value[] | Unknown {
    return this.lost ? oneOf(this.lost.loss, ...this.items) : this.items;
  }
  override length(): number | Unknown {
    return this.lost ?? this.items.length;
  }
  override truth(): boolean | null {
    return this.lost ? null : this.items.length > 0;
  }
  override contains(item: Value): boolean | Unknown {
    if (this.lost) return this.lost;
    if (this.items.some((other) => same(item, other))) return true;
    return [item, ...this.items].find((value): value is Unknown => value instanceof Unknown) ?? false;
  }
  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (operator === '+' && other instanceof Sequence && other.typeName === this.typeName) {
      const [first, second] = reflected ? [other, this] : [this, other];
      const lost = first.lost ?? second.lost;
      return lost ?? first.like([...first.items, ...second.items]);
    }
    if (operator === '*') {
      const times = asInteger(other);
      if (times === null) return other instanceof Unknown ? other : undefined;
      if (times * this.items.length > 100_000) return unknown('This list is too long to be followed.', at.span);
      return this.lost ?? this.like(Array.from({ length: Math.max(0, times) }, () => this.items).flat());
    }
    return undefined;
  }
  override compare(operator: string, other: Value, at: Site): Value | undefined {
    if (!(other instanceof Sequence) || other.typeName !== this.typeName) return undefined;
    if (operator === '==' || operator === '!=') return undefined;
    for (let i = 0; i < Math.min(this.items.length, other.items.length); i++) {
      const [a, b] = [this.items[i]!, other.items[i]!];
      if (!same(a, b)) return at.machine.compare(operator, a, b, at);
    }
    return at.machine.compare(operator, this.items.length, other.items.length, at);
  }
}

export class List extends Sequence implements Mutable {
  readonly typeName: string = 'list';
  constructor(public items: Value[]) {
    super();
  }
  like(items: readonly Value[]): Value {
    return new List([...items]);
  }
  override equals(other: Value): boolean {
    return other instanceof List && !this.lost && !other.lost && equalItems(this.items, other.items);
  }
  override setItem(index: Value, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    if (index instanceof Slice) {
      const positions = slicePositions(index, this.items.length);
      const items = value instanceof Sequence && !value.lost ? value.items : null;
      if (!positions || !items || (index.step !== null && index.step !== 1)) this.lost = unknown('A slice of this list is replaced by items that are not known.', at.span);
      else this.items.splice(positions[0] ?? asInteger(index.lower) ?? this.items.length, positions.length, ...items);
      return true;
    }
    const position = asInteger(index);
    if (position === null) this.lost = unknown('An item of this list is replaced at a position that is not known.', at.span);
    else {
      const place = position < 0 ? position + this.items.length : position;
      if (place < 0 || place >= this.items.length) at.machine.raise('IndexError', `The list has ${this.items.length} items, so there is none at position ${position}.`, at);
      else this.items[place] = value;
    }
    return true;
  }
  override deleteItem(index: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    const positions = index instanceof Slice ? slicePositions(index, this.items.length) : [asInteger(index) ?? Number.NaN];
    if (!positions || positions.some(Number.isNaN)) this.lost = unknown('An item of this list is deleted at a position that is not known.', at.span);
    else {
      const gone = new Set(positions.map((p) => (p < 0 ? p + this.items.length : p)));
      this.items = this.items.filter((_, i) => !gone.has(i));
    }
    return true;
  }
  snapshot(): { items: readonly Value[]; lost: Unknown | null } {
    return { items: [...this.items], lost: this.lost };
  }
  restore(state: { items: readonly Value[]; lost: Unknown | null }): void {
    this.items = [...state.items];
    this.lost = state.lost;
  }
  join(a: { items: readonly Value[]; lost: Unknown | null }, b: { items: readonly Value[]; lost: Unknown | null }, loss: Loss, machine: Machine): void {
    this.lost = a.lost ?? b.lost ?? (a.items.length === b.items.length ? null : unknownOf(loss));
    this.items = this.lost ? [...a.items] : a.items.map((item, i) => joinValues(item, b.items[i]!, loss, machine));
  }
  override joinWith(other: Value, loss: Loss, machine: Machine): Value | undefined {
    if (!(other instanceof List)) return undefined;
    const joined = new List([]);
    joined.join(this.snapshot(), other.snapshot(), loss, machine);
    return joined;
  }
}

export class Tuple extends Sequence {
  readonly typeName: string = 'tuple';
  constructor(readonly items: readonly Value[]) {
    super();
  }
  like(items: readonly Value[]): Value {
    return new Tuple(items);
  }
  override equals(other: Value): boolean {
    return other instanceof Tuple && equalItems(this.items, other.items);
  }
  override joinWith(other: Value, loss: Loss, machine: Machine): Value | undefined {
    if (!(other instanceof Tuple) || other.items.length !== this.items.length) return undefined;
    return new Tuple(this.items.map((item, i) => joinValues(item, other.items[i]!, loss, machine)));
  }
}

/** A tuple with named fields (`namedtuple`, `typing.NamedTuple`). */
export class NamedTuple extends Tuple {
  override readonly typeName: string;
  constructor(
    items: readonly Value[],
    name: string,
    readonly fields: readonly string[],
  ) {
    super(items);
    this.typeName = name;
  }
  override getAttribute(name: string): Value | undefined {
    const at = this.fields.indexOf(name);
    return at === -1 ? super.getAttribute(name) : this.items[at];
  }
}

const equalItems = (a: readonly Value[], b: readonly Value[]): boolean => a.length === b.length && a.every((item, i) => same(item, b[i]!));

/** Integers in steps, never written out unless asked. */
export class Range extends Obj {
  readonly typeName = 'range';
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
  }
  get count(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    if (this.count > 100_000) return unknown(`A range of ${this.count} numbers is too long to be followed.`, at.span);
    return Array.from({ length: this.count }, (_, i) => this.start + i * this.step);
  }
  override length(): number {
    return this.count;
  }
  override truth(): boolean {
    return this.count > 0;
  }
  override getItem(index: Value, at: Site): Value | undefined {
    if (index instanceof Slice) {
      const positions = slicePositions(index, Math.min(this.count, 100_000));
      return positions ? new List(positions.map((i) => this.start + i * this.step)) : unknown('The bounds of this slice are not known.', at.span);
    }
    const position = asInteger(index);
    if (position === null) return index instanceof Unknown ? index : undefined;
    const place = position < 0 ? position + this.count : position;
    return place >= 0 && place < this.count ? this.start + place * this.step : at.machine.raise('IndexError', `The range has ${this.count} numbers, so there is none at position ${position}.`, at);
  }
  override contains(item: Value): boolean | Unknown {
    const number = asInteger(item);
    if (number === null) return item instanceof Unknown ? item : false;
    return (this.step > 0 ? number >= this.start && number < this.stop : number <= this.start && number > this.stop) && (number - this.start) % this.step === 0;
  }
}

/** A key by which equal Python values meet; undefined for what cannot be hashed or is not known. */
export function hashKey(value: Value): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'string') return `s${value}`;
  if (value instanceof Unknown || value instanceof List || value instanceof Dict || value instanceof PySet) return undefined;
  if (value instanceof Tuple) {
    const parts = value.items.map(hashKey);
    return parts.some((part) => part === undefined || typeof part === 'object') ? value : `t${JSON.stringify(parts)}`;
  }
  const number = (value as { value?: unknown }).value;
  return value.typeName === 'float' ? number : value;
}

interface DictState {
  readonly entries: ReadonlyMap<unknown, readonly [Value, Value]>;
  readonly open: Unknown | null;
}

export class Dict extends Obj implements Mutable {
  readonly typeName: string = 'dict';
  entries = new Map<unknown, readonly [key: Value, value: Value]>();
  /** Set where keys that are not known may be in it. */
  open: Unknown | null = null;
  /** `defaultdict`'s factory. */
  factory: ((at: Site) => Value) | null = null;

  static of(pairs: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of pairs) dict.put(key, value);
    return dict;
  }
  static named(entries: { readonly [key: string]: Value }): Dict {
    return Dict.of(Object.entries(entries));
  }
  /** Without journal: for dicts that are still being made. */
  put(key: Value, value: Value): void {
    const hash = hashKey(key);
    if (hash === undefined) this.open ??= key instanceof Unknown ? key : unknown('A key of this dict is not known.');
    else this.entries.set(hash, [key, value]);
  }
  get(key: Value): Value | undefined {
    const hash = hashKey(key);
    if (hash === undefined) return key instanceof Figured ? unknownOf(key.loss) : key instanceof Unknown ? key : undefined;
    return this.entries.get(hash)?.[1] ?? (this.entries.has(hash) ? null : undefined);
  }
  override getAttribute(name: string): Value | undefined {
    return containerMethod(this, name);
  }
  override getItem(key: Value, at: Site): Value | undefined {
    const found = this.get(key) ?? (key instanceof Obj ? key.foundIn(this, at) : undefined);
    if (found !== undefined) return found;
    if (this.open) return this.open;
    if (this.factory) {
      const made = this.factory(at);
      this.setItem(key, made, at);
      return made;
    }
    return at.machine.raise('KeyError', `The dict has no key ${at.machine.show(key)}.`, at);
  }
  override setItem(key: Value, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    this.put(key, value);
    return true;
  }
  override deleteItem(key: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    this.entries.delete(hashKey(key));
    return true;
  }
  override iterate(): readonly Value[] | Unknown {
    return this.open ?? [...this.entries.values()].map(([key]) => key);
  }
  override length(): number | Unknown {
    return this.open ?? this.entries.size;
  }
  override truth(): boolean | null {
    return this.entries.size > 0 ? true : this.open ? null : false;
  }
  override contains(key: Value): boolean | Unknown {
    if (key instanceof Unknown) return key;
    return this.entries.has(hashKey(key)) || (this.open ?? false);
  }
  override equals(other: Value): boolean {
    if (!(other instanceof Dict) || this.open || other.open || this.entries.size !== other.entries.size) return false;
    return [...this.entries].every(([hash, [, value]]) => {
      const there = other.entries.get(hash);
      return there !== undefined && same(value, there[1]);
    });
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== '|' || !(other instanceof Dict)) return undefined;
    const [first, second] = reflected ? [other, this] : [this, other];
    const merged = Dict.of([...first.entries.values(), ...second.entries.values()]);
    merged.open = first.open ?? second.open;
    return merged;
  }
  snapshot(): DictState {
    return { entries: new Map(this.entries), open: this.open };
  }
  restore(state: DictState): void {
    this.entries = new Map(state.entries);
    this.open = state.open;
  }
  join(a: DictState, b: DictState, loss: Loss, machine: Machine): void {
    this.entries = new Map();
    this.open = a.open ?? b.open;
    for (const hash of new Set([...a.entries.keys(), ...b.entries.keys()])) {
      const [x, y] = [a.entries.get(hash), b.entries.get(hash)];
      if (x && y) this.entries.set(hash, [x[0], joinValues(x[1], y[1], loss, machine)]);
      else this.open ??= unknownOf(loss);
    }
  }
  override joinWith(other: Value, loss: Loss, machine: Machine): Value | undefined {
    if (!(other instanceof Dict)) return undefined;
    const joined = new Dict();
    joined.join(this.snapshot(), other.snapshot(), loss, machine);
    return joined;
  }
}

export class PySet extends Obj implements Mutable {
  readonly typeName = 'set';
  items = new Map<unknown, Value>();
  open: Unknown | null = null;

  static of(values: Iterable<Value>): PySet {
    const set = new PySet();
    for (const value of values) set.put(value);
    return set;
  }
  put(value: Value): void {
    const hash = hashKey(value);
    if (hash === undefined) this.open ??= value instanceof Unknown ? value : unknown('An item of this set is not known.');
    else this.items.set(hash, value);
  }
  override getAttribute(name: string): Value | undefined {
    return containerMethod(this, name);
  }
  override iterate(): readonly Value[] | Unknown {
    return this.open ?? [...this.items.values()];
  }
  override length(): number | Unknown {
    return this.open ?? this.items.size;
  }
  override truth(): boolean | null {
    return this.items.size > 0 ? true : this.open ? null : false;
  }
  override contains(item: Value): boolean | Unknown {
    if (item instanceof Unknown) return item;
    return this.items.has(hashKey(item)) || (this.open ?? false);
  }
  override equals(other: Value): boolean {
    return other instanceof PySet && !this.open && !other.open && this.items.size === other.items.size && [...this.items.keys()].every((k) => other.items.has(k));
  }
  override binary(operator: string, other: Value): Value | undefined {
    if (!(other instanceof PySet)) return undefined;
    if (this.open || other.open) return this.open ?? other.open!;
    const mine = [...this.items.values()];
    const has = (v: Value) => other.items.has(hashKey(v));
    if (operator === '|') return PySet.of([...mine, ...other.items.values()]);
    if (operator === '&') return PySet.of(mine.filter(has));
    if (operator === '-') return PySet.of(mine.filter((v) => !has(v)));
    return undefined;
  }
  snapshot(): { items: ReadonlyMap<unknown, Value>; open: Unknown | null } {
    return { items: new Map(this.items), open: this.open };
  }
  restore(state: { items: ReadonlyMap<unknown, Value>; open: Unknown | null }): void {
    this.items = new Map(state.items);
    this.open = state.open;
  }
  join(a: { items: ReadonlyMap<unknown, Value>; open: Unknown | null }, b: { items: ReadonlyMap<unknown, Value>; open: Unknown | null }, loss: Loss): void {
    const agree = a.items.size === b.items.size && [...a.items.keys()].every((k) => b.items.has(k));
    this.items = new Map(a.items);
    this.open = a.open ?? b.open ?? (agree ? null : unknownOf(loss));
  }
}

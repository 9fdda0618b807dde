import type { Changing } from '../../graph/history.js';
import type { Loss, Span } from '../../graph/types.js';
import { Opaque, Unknown } from '../../graph/values.js';
import type { Args } from './args.js';
import type { Machine } from './machine.js';

/**
 * What a Python expression can evaluate to. `number` is Python's int (floats are `Float`, because `64 / 2` is not a number of
 * filters), `null` is None. What is not known is an `Unknown` with its reason.
 */
export type Value = null | boolean | number | string | Unknown | Obj;

/** Where something happens: the machine that runs the file, and the place in its source. */
export interface Site {
  readonly machine: Machine;
  readonly span: Span;
}

export const unknown = (reason: string, span: Span | null = null): Unknown => new Unknown({ reason, span });
export const unknownOf = (loss: Loss): Unknown => new Unknown(loss);

/** Items of which the number is not known, but what each of them is: the batches of a data set. */
export class Repeated extends Unknown {
  constructor(
    loss: Loss,
    readonly item: Value,
    /** What they are the items of, where the program can make other lists of it by a rule. */
    readonly list: Ruled | null = null,
  ) {
    super(loss);
  }
}

/** A whole number that the program draws: which one is not known, but where it is an index it takes one entry. */
export class DrawnInteger extends Unknown {}

/** A number that is not known, but how the program works it out. */
export abstract class Figured extends Unknown {
  /** `self operator other`, the other way round where it is `reflected`; undefined where that is not followed. */
  abstract figure(operator: string, other: Value, reflected: boolean): Value | undefined;
  /** As a whole number. */
  abstract rounded(how: 'int' | 'floor' | 'ceil' | 'round'): Value;
  /** `range(self)`; undefined where it is not followed. */
  range(): Value | undefined {
    return undefined;
  }
  /** Whether it is how many samples there are, and no part of that. */
  get isLength(): boolean {
    return false;
  }
  /** `min(self, other)`; undefined where that is not followed. */
  least(_other: Value): Value | undefined {
    return undefined;
  }
}

/** A list whose items are not known one by one, but by a rule. Each of these gives undefined where the rule does not say it. */
export interface Ruled {
  /** `[element for item in self if condition …]`: `element` and the conditions are what they are for `item`. */
  gathered(element: Value, conditions: readonly Value[], at: Site): Value | undefined;
  /** `{key: value for item in self}`. */
  keyed(key: Value, value: Value, at: Site): Value | undefined;
  sorted(reverse: boolean): Value | undefined;
  /** A list of the same items. */
  copied(): Value;
  /** The place of an item in it, where `enumerate` gives both. */
  place(at: Site): Value;
  /** Whether a value is what `place` gave. */
  isPlace(index: Value): boolean;
  /** Whether `filled` is a list of its kind, to which a loop may append. */
  grows(filled: Obj): boolean;
  /** What `filled` is after a loop has appended `made`, which `gathered` gave. */
  grown(filled: Obj, made: Value, at: Site): Value | undefined;
  /** Where it hangs on an item of `outer`: the same for all items of which `conditions` hold. `seen` gives what a value of an outer item is for one of its own. */
  nested(outer: Ruled, conditions: readonly Value[]): { readonly list: Ruled; readonly item: Value; seen(value: Value): Value } | undefined;
}

/**
 * Every Python object that is not a plain number, string, boolean or None. The methods are Python's protocols; `undefined` means
 * that the object does not have the protocol.
 */
export abstract class Obj extends Opaque {
  /** `type(x).__name__`. */
  abstract readonly typeName: string;

  getAttribute(_name: string, _at: Site): Value | undefined {
    return undefined;
  }
  /** All names that an attribute of such an object can have, besides those that the program sets; null where that is not known. */
  attributeNames(): ReadonlySet<string> | null {
    return null;
  }
  /** False where the object takes no attributes. */
  setAttribute(_name: string, _value: Value, _at: Site): boolean {
    return false;
  }
  call(_args: Args, _at: Site): Value | undefined {
    return undefined;
  }
  getItem(_index: Value, _at: Site): Value | undefined {
    return undefined;
  }
  setItem(_index: Value, _value: Value, _at: Site): boolean {
    return false;
  }
  deleteItem(_index: Value, _at: Site): boolean {
    return false;
  }
  binary(_operator: string, _other: Value, _reflected: boolean, _at: Site): Value | undefined {
    return undefined;
  }
  compare(_operator: string, _other: Value, _at: Site): Value | undefined {
    return undefined;
  }
  unary(_operator: string, _at: Site): Value | undefined {
    return undefined;
  }
  /** Items in order; `Unknown` where they are not known. */
  iterate(_at: Site): readonly Value[] | Unknown | undefined {
    return undefined;
  }
  /** `zip(self, …)` of objects that are joined otherwise than item by item. */
  zipped(_items: readonly Value[], _at: Site): Value | undefined {
    return undefined;
  }
  contains(_item: Value, _at: Site): Value | undefined {
    return undefined;
  }
  length(_at: Site): number | Unknown | undefined {
    return undefined;
  }
  /** `bool(x)`; null where it is not known. */
  truth(_at: Site): boolean | null {
    return true;
  }
  /** `self and other`, `self or other`, where its truth is not known. */
  combined(_operator: 'and' | 'or', _other: Value): Value | undefined {
    return undefined;
  }
  /** `then if self else otherwise`, where its truth is not known. */
  chosen(_then: Value, _otherwise: Value, _at: Site): Value | undefined {
    return undefined;
  }
  /** `self in container` of something that stands for one of several items. */
  within(_container: Value, _at: Site): Value | undefined {
    return undefined;
  }
  /** `list.index(self)` of something that stands for one of several items. */
  placeIn(_list: Obj, _at: Site): Value | undefined {
    return undefined;
  }
  /** `dict[self]` of something that stands for one of several keys. */
  foundIn(_dict: Obj, _at: Site): Value | undefined {
    return undefined;
  }
  /** True where both are certainly equal in value, beyond being the same object. */
  equals(_other: Value): boolean {
    return false;
  }
  /** What holds of either of two values, where more than "unknown" can be said. */
  joinWith(_other: Value, _loss: Loss, _machine: Machine): Value | undefined {
    return undefined;
  }
}

/** An object whose state can be put back: what branches on unknown conditions rely on. */
export interface Mutable extends Changing {
  /** Takes on what two states of it agree on. */
  join(a: unknown, b: unknown, loss: Loss, machine: Machine): void;
}

export class Float extends Obj {
  readonly typeName = 'float';
  constructor(readonly value: number) {
    super();
  }
  override truth(): boolean {
    return this.value !== 0;
  }
  override equals(other: Value): boolean {
    return (other instanceof Float && Object.is(other.value, this.value)) || other === this.value;
  }
}

/** A whole number that NumPy made: Python can compute with it, but it is no `int`. */
export class NumpyInteger extends Obj {
  readonly typeName: string = 'int64';
  constructor(readonly value: number) {
    super();
  }
  override truth(): boolean {
    return this.value !== 0;
  }
  override equals(other: Value): boolean {
    return (other instanceof NumpyInteger ? other.value : other) === this.value;
  }
  toConfig(): number {
    return this.value;
  }
}

/** A whole number that TensorFlow made, as `tf.shape(array)[0]` is: a tensor that holds it. */
export class TensorInteger extends NumpyInteger {
  override readonly typeName = 'EagerTensor';
}

export class Bytes extends Obj {
  readonly typeName = 'bytes';
  constructor(readonly value: string) {
    super();
  }
}

export class Ellipsis extends Obj {
  readonly typeName = 'ellipsis';
}
export const ellipsis = new Ellipsis();

/** Python's NotImplemented and other objects that are only themselves. */
export class Token extends Obj {
  constructor(
    readonly name: string,
    readonly typeName = name,
  ) {
    super();
  }
}

export class Slice extends Obj {
  readonly typeName = 'slice';
  constructor(
    readonly lower: Value,
    readonly upper: Value,
    readonly step: Value,
  ) {
    super();
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'start' ? this.lower : name === 'stop' ? this.upper : name === 'step' ? this.step : undefined;
  }
}

/** A number that an int or float value stands for. */
export function asNumber(value: Value | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Float || value instanceof NumpyInteger ? value.value : null;
}

/** A whole number, as Python's `__index__` gives it. */
export function asInteger(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : value instanceof NumpyInteger ? value.value : null;
}

export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  return value instanceof Unknown ? 'unknown' : value.typeName;
}

/** True where both are certainly the same value. */
export function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Obj) return a.equals(b);
  return b instanceof Obj && b.equals(a);
}

/** What is known of a value that is one of two. */
export function joinValues(a: Value, b: Value, loss: Loss, machine: Machine): Value {
  if (same(a, b)) return a;
  if (a instanceof Unknown) return oneOf(a.loss, a, b);
  if (b instanceof Unknown) return oneOf(b.loss, b, a);
  if (a instanceof Obj) {
    const joined = a.joinWith(b, loss, machine);
    if (joined !== undefined) return joined;
  }
  if (b instanceof Obj) {
    const joined = b.joinWith(a, loss, machine);
    if (joined !== undefined) return joined;
  }
  return oneOf(loss, a, b);
}

/** Not known, but certainly one of these values, or among the items of one. */
export function oneOf(loss: Loss, ...values: readonly Value[]): Unknown {
  const among = new Set<unknown>();
  for (const value of values) {
    if (value instanceof Unknown) for (const object of value.among) among.add(object);
    else if (value instanceof Obj) among.add(value);
  }
  const [first] = values;
  if (first instanceof Unknown && first.loss === loss && among.size === first.among.length) return first;
  return among.size === 0 ? new Unknown(loss) : new Unknown(loss, [...among]);
}

/** Why a value is not known, where it says that. */
export function lossOf(value: Value): Loss | undefined {
  if (value instanceof Unknown) return value.loss;
  return value instanceof Obj && 'why' in value ? (value.why as Loss | undefined) : undefined;
}

import { type Changing, noteUse } from '../../graph/history.js';
import type { Loss } from '../../graph/types.js';
import { joinMaps } from './join-maps.js';
import { Unknown } from '../../graph/values.js';
import { Args } from './args.js';
import { BoundMethod, PyFunction } from './functions.js';
import type { Machine } from './machine.js';
import { BoundNative, Native } from './native.js';
import { type Mutable, Obj, type Site, type Value, asInteger, unknown } from './values.js';

/** A class of a library. Subclasses in the file reach its behaviour through `members`, `construct` and `invoke`. */
export abstract class NativeClass extends Obj {
  readonly typeName = 'type';
  constructor(readonly name: string) {
    super();
  }
  override setAttribute(name: string, _value: Value, { machine }: Site): boolean {
    machine.journal.touch(machine.patches);
    machine.patches.add(name);
    return true;
  }
  /** `x` in `isinstance(x, this)`; null where it is not known. */
  instanceCheck(value: Value): boolean | null {
    return value instanceof PyInstance ? value.class.isSubclassOf(this) : value instanceof Unknown ? null : false;
  }
  /** An inherited attribute of an instance of a subclass. `own` is set where it is looked up by `super()`. */
  member(_instance: PyInstance, _name: string, _at: Site): Value | undefined {
    return undefined;
  }
  /** Names of all attributes that an instance of a subclass inherits; null where they are not known. */
  memberNames(): ReadonlySet<string> | null {
    return null;
  }
  /** Takes an attribute of an instance before it is stored; true where nothing more is to be done. */
  assign(_instance: PyInstance, _name: string, _value: Value, _at: Site): boolean {
    return false;
  }
  /** Called when an instance of a subclass is made, before its `__init__`. */
  construct(_instance: PyInstance, _args: Args, _at: Site): void {}
  /** Called after `__init__`. */
  constructed(_instance: PyInstance, _at: Site): void {}
  /** `instance(…)`, where the class has no `__call__` of its own. */
  invoke(_instance: PyInstance, _args: Args, _at: Site): Value | undefined {
    return undefined;
  }
  /** Attribute of the class itself, or of a subclass. */
  classMember(_cls: NativeClass | PyClass, _name: string, _at: Site): Value | undefined {
    return undefined;
  }
  /** Called when a subclass has been defined. */
  subclassed(_cls: PyClass, _at: Site): void {}
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === '__name__') return this.name;
    return this.classMember(this, name, at);
  }
}

/** `object` and classes of which nothing but the name matters: exceptions, abstract bases. */
export class PlainClass extends NativeClass {
  constructor(
    name: string,
    readonly base: NativeClass | null = null,
  ) {
    super(name);
  }
  override call(args: Args): Value {
    const instance = new PyInstance(new PyClass(this.name, [this], new Map()));
    instance.attributes.set('args', args.positional[0] ?? null);
    return instance;
  }
  /** `super().__init__(…)` of such a class. */
  override member(_instance: PyInstance, name: string): Value | undefined {
    return name === '__init__' || name === '__setattr__' || name === '__init_subclass__' ? nothing : undefined;
  }
  override memberNames(): ReadonlySet<string> | null {
    return this.name === 'object' ? noNames : null;
  }
  isA(other: NativeClass): boolean {
    return this === other || (this.base instanceof PlainClass && this.base.isA(other));
  }
}
const noNames: ReadonlySet<string> = new Set();
export const nothing = new BoundNative('__init__', () => null);

/** A base class that is not known. */
export class UnknownBase extends NativeClass {
  constructor(readonly value: Unknown) {
    super('unknown');
  }
  override instanceCheck(): boolean | null {
    return null;
  }
  override member(_instance: PyInstance, name: string): Value | undefined {
    return name === '__init__' ? nothing : this.value;
  }
  override invoke(): Value {
    return this.value;
  }
  override call(): Value {
    return this.value;
  }
}

/** A class of the analysed program. */
export class PyClass extends Obj implements Mutable {
  readonly typeName = 'type';
  readonly order: readonly (PyClass | NativeClass)[];
  uses = 0;
  usedIn = 0;
  /** Names that its body annotates, in order: what makes a dataclass's fields. */
  annotated: readonly string[] = [];

  constructor(
    readonly name: string,
    readonly bases: readonly (PyClass | NativeClass)[],
    public members: Map<string, Value>,
  ) {
    super();
    this.order = linearise(this);
  }

  get native(): NativeClass | null {
    return this.order.find((c): c is NativeClass => c instanceof NativeClass && c.name !== 'object') ?? null;
  }

  isSubclassOf(other: PyClass | NativeClass): boolean | null {
    if (this.order.includes(other)) return true;
    if (this.order.some((c) => c instanceof PlainClass && other instanceof NativeClass && c.isA(other))) return true;
    return this.order.some((c) => c instanceof UnknownBase) ? null : false;
  }

  /** A member of this class or its bases, after `after` where `super()` asks. */
  lookUp(name: string, after: PyClass | null = null): { value: Value } | { native: NativeClass } | null {
    const start = after ? this.order.indexOf(after) + 1 : 0;
    for (const cls of this.order.slice(start)) {
      if (cls instanceof NativeClass) return { native: cls };
      const value = cls.members.get(name);
      if (value !== undefined) return { value };
    }
    return null;
  }
  /** What the program's own classes have under a name; undefined where it comes from a library, or is nowhere. */
  ownMember(name: string): Value | undefined {
    const found = this.lookUp(name);
    return found && 'value' in found ? found.value : undefined;
  }
  /** The function that the program itself defines under a name; null where there is none. */
  ownMethod(name: string): PyFunction | null {
    const own = this.ownMember(name);
    return own instanceof PyFunction ? own : null;
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === '__name__' || name === '__qualname__') return this.name;
    if (name === '__bases__' || name === '__mro__') return unknown('The bases of classes are not followed.', at.span);
    const found = this.lookUp(name);
    if (!found) return undefined;
    if ('native' in found) return found.native.classMember(this, name, at) ?? undefined;
    const { value } = found;
    if (value instanceof ClassMethod) return new BoundMethod(this, value.target);
    return value instanceof StaticMethod ? value.target : value;
  }
  override setAttribute(name: string, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    this.members.set(name, value);
    return true;
  }

  override call(args: Args, at: Site): Value {
    noteUse(this);
    const instance = new PyInstance(this);
    const { native } = this;
    const special = native?.classMember(this, '__construct__', at);
    if (special instanceof Obj) return special.call(args, at) ?? null;
    native?.construct(instance, args, at);
    const init = this.ownMember('__init__');
    if (init instanceof Obj) init.call(args.after([instance]), at);
    else {
      const inherited = native?.member(instance, '__init__', at);
      if (inherited instanceof Obj) inherited.call(args, at);
    }
    native?.constructed(instance, at);
    return instance;
  }

  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.members);
  }
  restore(state: ReadonlyMap<string, Value>): void {
    this.members = new Map(state);
  }
  join(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, loss: Loss, machine: Machine): void {
    this.members = joinMaps(a, b, loss, machine);
  }
}

/** Depth first, each class after its subclasses: Python's order for all but contrived diamonds. */
function linearise(cls: PyClass): (PyClass | NativeClass)[] {
  const flat: (PyClass | NativeClass)[] = [cls, ...cls.bases.flatMap((base) => (base instanceof PyClass ? base.order : [base]))];
  return flat.filter((c, i) => flat.lastIndexOf(c) === i);
}

export class StaticMethod extends Obj {
  readonly typeName = 'staticmethod';
  constructor(readonly target: Obj) {
    super();
  }
  override call(args: Args, at: Site): Value | undefined {
    return this.target.call(args, at);
  }
}
export class ClassMethod extends Obj {
  readonly typeName = 'classmethod';
  constructor(readonly target: Obj) {
    super();
  }
}
export class Property extends Obj {
  readonly typeName = 'property';
  constructor(
    readonly getter: Obj,
    readonly setter: Obj | null = null,
    /** `functools.cached_property`: asked once, then an attribute of the instance. */
    readonly cached = false,
  ) {
    super();
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'setter') return new BoundNative('setter', (args) => new Property(this.getter, args.positional[0] instanceof Obj ? args.positional[0] : null));
    if (name === 'getter' || name === 'deleter') return new BoundNative(name, () => this);
    return undefined;
  }
}

/** An object of a class of the analysed program. */
export class PyInstance extends Obj implements Mutable {
  attributes = new Map<string, Value>();
  /** What a native base keeps with the instance (the layer that it is). */
  native: unknown = null;
  /** Set where it may have attributes under names that are not known. */
  open = false;

  constructor(readonly cls: PyClass) {
    super();
  }
  get partner(): Changing | null {
    const { native } = this;
    return native !== null && typeof native === 'object' && 'restore' in native ? (native as Changing) : null;
  }
  get class(): PyClass {
    return this.cls;
  }
  get typeName(): string {
    return this.cls.name;
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    const found = this.cls.lookUp(name);
    const own = this.attributes.get(name);
    if (found && 'value' in found && found.value instanceof Property) {
      if (!found.value.cached) return found.value.getter.call(Args.of(this), at);
      if (own !== undefined) return own;
      const value = found.value.getter.call(Args.of(this), at) ?? null;
      at.machine.journal.touch(this);
      this.attributes.set(name, value);
      return value;
    }
    if (own !== undefined) return own;
    if (name === '__class__') return this.cls;
    if (name === '__dict__') {
      this.open = true;
      return unknown('__dict__ is not followed.', at.span);
    }
    if (found && 'value' in found) return bindTo(this, found.value);
    for (const base of this.cls.order) {
      const value = base instanceof NativeClass ? base.member(this, name, at) : undefined;
      if (value !== undefined) return value;
    }
    const fallback = this.cls.ownMember('__getattr__');
    return fallback instanceof Obj ? fallback.call(Args.of(this, name), at) : undefined;
  }

  override setAttribute(name: string, value: Value, at: Site): boolean {
    const found = this.cls.lookUp(name);
    if (found && 'value' in found && found.value instanceof Property && !found.value.cached) {
      found.value.setter?.call(Args.of(this, value), at);
      return true;
    }
    at.machine.journal.touch(this);
    for (const base of this.cls.order) if (base instanceof NativeClass && base.assign(this, name, value, at)) return true;
    this.attributes.set(name, value);
    return true;
  }

  override attributeNames(): ReadonlySet<string> | null {
    if (this.open) return null;
    const inherited = this.cls.order.map((base) => (base instanceof NativeClass ? base.memberNames() : new Set(base.members.keys())));
    return inherited.includes(null) ? null : new Set([...inherited.flatMap((names) => [...names!]), ...this.attributes.keys()]);
  }

  private special(name: string, at: Site, ...args: Value[]): Value | undefined {
    const found = this.cls.lookUp(name);
    return found && 'value' in found && found.value instanceof Obj ? found.value.call(Args.of(this, ...args), at) : undefined;
  }

  override call(args: Args, at: Site): Value | undefined {
    const own = this.cls.ownMember('__call__');
    if (own instanceof Obj) return own.call(args.after([this]), at);
    return this.cls.native?.invoke(this, args, at);
  }
  override getItem(index: Value, at: Site): Value | undefined {
    return this.special('__getitem__', at, index);
  }
  override setItem(index: Value, value: Value, at: Site): boolean {
    return this.special('__setitem__', at, index, value) !== undefined;
  }
  override iterate(at: Site): readonly Value[] | Unknown | undefined {
    const made = this.special('__iter__', at);
    return made === undefined || made === this ? (made === this ? unknown('Objects that iterate over themselves are not followed.', at.span) : undefined) : at.machine.iterate(made, at);
  }
  override length(at: Site): number | Unknown | undefined {
    const made = this.special('__len__', at);
    return made === undefined ? undefined : made instanceof Unknown ? made : (asInteger(made) ?? undefined);
  }
  override contains(item: Value, at: Site): boolean | Unknown | undefined {
    const made = this.special('__contains__', at, item);
    return typeof made === 'boolean' || made instanceof Unknown ? made : undefined;
  }
  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    const name = OPERATORS[operator];
    return name ? this.special(`__${reflected ? 'r' : ''}${name}__`, at, other) : undefined;
  }
  override compare(operator: string, other: Value, at: Site): Value | undefined {
    const name = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' }[operator];
    return name ? this.special(`__${name}__`, at, other) : undefined;
  }
  override truth(at: Site): boolean | null {
    const made = this.special('__bool__', at);
    if (made !== undefined) return at.machine.truth(made, at);
    const length = this.length(at);
    return length === undefined ? true : length instanceof Unknown ? null : length > 0;
  }

  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.attributes);
  }
  restore(state: ReadonlyMap<string, Value>): void {
    this.attributes = new Map(state);
  }
  join(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, loss: Loss, machine: Machine): void {
    this.attributes = joinMaps(a, b, loss, machine);
  }
}

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'truediv', '//': 'floordiv', '%': 'mod', '**': 'pow', '@': 'matmul', '|': 'or', '&': 'and', '>>': 'rshift', '<<': 'lshift',
};

/** A class member as it is seen on an instance. */
export function bindTo(instance: Value, member: Value): Value {
  if (member instanceof PyFunction || (member instanceof Native && !(member instanceof StaticMethod))) return new BoundMethod(instance, member);
  if (member instanceof ClassMethod) return new BoundMethod(instance instanceof PyInstance ? instance.cls : instance, member.target);
  return member instanceof StaticMethod ? member.target : member;
}

/** `super()`: attributes of the classes after one in an object's order. */
export class Super extends Obj {
  readonly typeName = 'super';
  constructor(
    readonly self: Value,
    readonly after: PyClass,
  ) {
    super();
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    const { self } = this;
    const cls = self instanceof PyInstance ? self.cls : self instanceof PyClass ? self : null;
    if (!cls) return self instanceof Unknown ? self : undefined;
    const found = cls.lookUp(name, this.after);
    if (found && 'value' in found) {
      if (found.value instanceof Property) return found.value.getter.call(Args.of(self), at);
      return bindTo(self, found.value);
    }
    if (!(self instanceof PyInstance)) return found ? found.native.classMember(cls, name, at) : undefined;
    for (const base of cls.order.slice(cls.order.indexOf(this.after) + 1)) {
      const value = base instanceof NativeClass ? base.member(self, name, at) : undefined;
      if (value !== undefined) return value;
    }
    return name === '__init__' ? nothing : undefined;
  }
}

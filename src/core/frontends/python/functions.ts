import type { Expr, Block, Parameter, Unit } from '../../syntax/ast.js';
import { Args } from './args.js';
import { callFunction } from './calls.js';
import type { PyClass } from './classes.js';
import type { SourceModule } from './modules.js';
import type { Scope } from './scope.js';
import type { Loss } from '../../graph/types.js';
import { joinMaps } from './join-maps.js';
import type { Machine } from './machine.js';
import { type Mutable, Obj, type Site, type Value } from './values.js';

/** Where a function's source stands. */
export interface Code {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Block | Expr;
  readonly generator: boolean;
  readonly unit: Unit;
  readonly module: SourceModule;
  readonly from: number;
  readonly to: number;
}

const noAttributes: ReadonlyMap<string, Value> = new Map();

type FunctionState = Pick<PyFunction, 'attributes' | 'owner'>;

/** A function or lambda of the analysed program. */
export class PyFunction extends Obj implements Mutable {
  readonly typeName = 'function';
  /** The class in whose body it was defined: what `super()` starts from. */
  owner: PyClass | null = null;
  uses = 0;
  usedIn = 0;
  /** Calls of it that are running. */
  active = 0;
  /** Set once its calls reached the greatest depth: until the first of them ends, more are not followed, or two in its body would make 2^60. */
  runaway = false;
  attributes: ReadonlyMap<string, Value> = noAttributes;

  constructor(
    readonly code: Code,
    readonly closure: Scope,
    /** Values of parameters with defaults, in the order of the parameters. */
    readonly defaults: readonly (Value | undefined)[],
  ) {
    super();
  }

  override getAttribute(name: string): Value | undefined {
    if (name === '__name__' || name === '__qualname__') return this.code.name;
    if (name === '__doc__') return null;
    return this.attributes.get(name);
  }
  override setAttribute(name: string, value: Value, at: Site): boolean {
    at.machine.journal.touch(this);
    this.attributes = new Map(this.attributes).set(name, value);
    return true;
  }
  override call(args: Args, at: Site): Value {
    return callFunction(this, args, at);
  }
  snapshot(): FunctionState {
    return { attributes: this.attributes, owner: this.owner };
  }
  restore({ attributes, owner }: FunctionState): void {
    this.attributes = attributes;
    this.owner = owner;
  }
  join(a: FunctionState, b: FunctionState, loss: Loss, machine: Machine): void {
    this.attributes = joinMaps(a.attributes, b.attributes, loss, machine);
    this.owner = a.owner ?? b.owner;
  }
  /** Two lambdas or nested functions of one place do the same if they close over the same names. */
  override equals(other: Value): boolean {
    return other instanceof PyFunction && other.code.body === this.code.body && other.closure === this.closure;
  }
}

/** A function together with the object that it was looked up on. */
export class BoundMethod extends Obj {
  readonly typeName = 'method';
  constructor(
    readonly self: Value,
    readonly target: Obj,
  ) {
    super();
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === '__self__') return this.self;
    if (name === '__func__') return this.target;
    return this.target.getAttribute(name, at);
  }
  override call(args: Args, at: Site): Value | undefined {
    return this.target.call(args.after([this.self]), at);
  }
  override equals(other: Value): boolean {
    return other instanceof BoundMethod && other.self === this.self && other.target === this.target;
  }
}

/** `functools.partial`. */
export class Partial extends Obj {
  readonly typeName = 'partial';
  constructor(
    readonly target: Value,
    readonly args: Args,
  ) {
    super();
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'func' ? this.target : undefined;
  }
  override call(args: Args, at: Site): Value {
    const first = this.args;
    const merged = new Args(
      [...first.positional, ...args.positional],
      new Map([...first.keyword, ...args.keyword]),
      [...first.positionalSpans, ...args.positionalSpans],
      new Map([...first.keywordSpans, ...args.keywordSpans]),
      first.open ?? args.open,
    );
    return at.machine.call(this.target, merged, at);
  }
}

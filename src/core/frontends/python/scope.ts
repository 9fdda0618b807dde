import { history } from '../../graph/history.js';
import type { Loss } from '../../graph/types.js';
import type { Machine } from './machine.js';
import { type Mutable, type Value, joinValues, same } from './values.js';

interface State {
  readonly names: ReadonlyMap<string, Value>;
  readonly open: Loss | null;
}

/** Names of a module, function call or class body. */
export class Scope implements Mutable {
  names = new Map<string, Value>();
  /** Names that `global` or `nonlocal` sends elsewhere. */
  redirected: Map<string, Scope> | null = null;
  /** Set where a star import of unknown content may have bound any name. */
  open: Loss | null = null;

  constructor(
    readonly kind: 'module' | 'function' | 'class',
    readonly parent: Scope | null,
    /** True for the names of the analysed text itself, which are noted one by one. */
    readonly noted = false,
  ) {
    this.born = noted ? Infinity : history.step;
  }
  readonly born: number;

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  /** Python's lookup: own names, then those of enclosing functions, then the module's. */
  find(name: string): Value | undefined {
    const elsewhere = this.redirected?.get(name);
    if (elsewhere) return elsewhere.own(name);
    const own = this.own(name);
    if (own !== undefined) return own;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind === 'class') continue;
      const value = scope.own(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }
  /** A name of this scope alone. */
  own(name: string): Value | undefined {
    const { notes } = history;
    // What the step itself has bound is its own.
    if (this.noted && notes && !notes.writes.has(name)) notes.reads.add(name);
    return this.names.get(name);
  }
  /** To be called before a name is bound or removed. What is bound on one of two ways hangs on what it was before. */
  private noteWrite(name: string, machine: Machine): void {
    const { notes } = history;
    if (!this.noted || !notes) return;
    if (!notes.writes.has(name)) notes.writes.set(name, this.names.get(name));
    if (machine.journal.active) notes.reads.add(name);
  }

  set(name: string, value: Value, machine: Machine): void {
    const scope = this.redirected?.get(name) ?? this;
    scope.noteWrite(name, machine);
    machine.journal.touch(scope);
    scope.names.set(name, value);
  }

  /** Any name may be bound from here on. */
  openTo(loss: Loss | null, machine: Machine): void {
    if (this.open || !loss) return;
    machine.journal.touch(this);
    this.open = loss;
  }

  delete(name: string, machine: Machine): void {
    const scope = this.redirected?.get(name) ?? this;
    scope.noteWrite(name, machine);
    machine.journal.touch(scope);
    scope.names.delete(name);
  }

  snapshot(): State {
    return { names: new Map(this.names), open: this.open };
  }
  restore({ names, open }: State): void {
    this.names = new Map(names);
    this.open = open;
  }
  join(a: State, b: State, loss: Loss, machine: Machine): void {
    const joined = new Map<string, Value>();
    this.open = a.open ?? b.open;
    for (const name of new Set([...a.names.keys(), ...b.names.keys()])) {
      const [x, y] = [a.names.get(name), b.names.get(name)];
      if (x === undefined || y === undefined) {
        // Bound on one way only: the value it has there, if it is used at all, is that one.
        joined.set(name, (x ?? y)!);
      } else joined.set(name, same(x, y) ? x : joinValues(x, y, loss, machine));
    }
    this.names = joined;
  }
}

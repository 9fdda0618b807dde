import type { Loss } from '../../graph/types.js';
import type { Machine } from './machine.js';
import { type Mutable, type Value, joinValues, same } from './values.js';

type Names = ReadonlyMap<string, Value>;

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
  ) {}

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  /** Python's lookup: own names, then those of enclosing functions, then the module's. */
  find(name: string): Value | undefined {
    const elsewhere = this.redirected?.get(name);
    if (elsewhere) return elsewhere.names.get(name);
    const own = this.names.get(name);
    if (own !== undefined) return own;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind === 'class') continue;
      const value = scope.names.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(name: string, value: Value, machine: Machine): void {
    const scope = this.redirected?.get(name) ?? this;
    machine.journal.touch(scope);
    scope.names.set(name, value);
  }

  delete(name: string, machine: Machine): void {
    const scope = this.redirected?.get(name) ?? this;
    machine.journal.touch(scope);
    scope.names.delete(name);
  }

  snapshot(): Names {
    return new Map(this.names);
  }
  restore(state: Names): void {
    this.names = new Map(state);
  }
  join(a: Names, b: Names, loss: Loss, machine: Machine): void {
    const joined = new Map<string, Value>();
    for (const name of new Set([...a.keys(), ...b.keys()])) {
      const [x, y] = [a.get(name), b.get(name)];
      if (x === undefined || y === undefined) {
        // Bound on one way only: the value it has there, if it is used at all, is that one.
        joined.set(name, (x ?? y)!);
      } else joined.set(name, same(x, y) ? x : joinValues(x, y, loss, machine));
    }
    this.names = joined;
  }
}

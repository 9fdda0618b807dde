import { Unknown } from '../../graph/values.js';
import type { Loss } from '../../graph/types.js';
import { type Mutable, Obj, type Site, type Value, unknownOf } from './values.js';

interface State {
  readonly position: number;
  readonly made: readonly Value[] | Unknown | null;
}

/** Items that are made one after the other and can be taken once: `iter`, `zip`, `map`, generators. */
export class Iterator extends Obj implements Mutable {
  readonly typeName: string;
  private position = 0;
  private made: readonly Value[] | Unknown | null = null;
  constructor(
    private readonly make: (at: Site) => readonly Value[] | Unknown,
    name = 'iterator',
  ) {
    super();
    this.typeName = name;
  }
  private all(at: Site): readonly Value[] | Unknown {
    return (this.made ??= this.make(at));
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    at.machine.journal.touch(this);
    const all = this.all(at);
    if (all instanceof Unknown) return all;
    const rest = all.slice(this.position);
    this.position = all.length;
    return rest;
  }
  next(at: Site): Value | undefined {
    at.machine.journal.touch(this);
    const all = this.all(at);
    return all instanceof Unknown ? all : all[this.position++];
  }

  snapshot(): State {
    return { position: this.position, made: this.made };
  }
  restore({ position, made }: State): void {
    this.position = position;
    this.made = made;
  }
  /** How far it has come is known only where both ways took as many. */
  join(a: State, b: State, loss: Loss): void {
    this.restore(a);
    this.made = a.made ?? b.made;
    if (a.position !== b.position) this.made = unknownOf(loss);
  }
}

import { Unknown } from '../../graph/values.js';
import { Obj, type Site, type Value } from './values.js';

/** Items that are made one after the other and can be taken once: `iter`, `zip`, `map`, generators. */
export class Iterator extends Obj {
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
    const all = this.all(at);
    if (all instanceof Unknown) return all;
    const rest = all.slice(this.position);
    this.position = all.length;
    return rest;
  }
  next(at: Site): Value | undefined {
    const all = this.all(at);
    return all instanceof Unknown ? all : all[this.position++];
  }
}

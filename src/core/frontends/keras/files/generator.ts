import type { Args } from '../../python/args.js';
import { BoundNative } from '../../python/native.js';
import { type Mutable, Obj, type Site, type Value } from '../../python/values.js';

/** What a method of a generator does; `seed` where it is the first thing that a generator of this seed does. */
export type Drawing = (args: Args, seed: number | null, at: Site) => Value;

/** `random.Random(seed)`, `np.random.RandomState(seed)`: what it does first is known where its seed is; after that it is somewhere in its sequence. */
export class GeneratorValue extends Obj implements Mutable {
  private used = false;
  constructor(
    readonly typeName: string,
    private readonly seed: number | null,
    private readonly method: (name: string) => Drawing | undefined,
  ) {
    super();
  }
  override getAttribute(name: string): Value | undefined {
    const draw = this.method(name);
    return draw && new BoundNative(name, (args, at) => {
      at.machine.journal.touch(this);
      const seed = this.used ? null : this.seed;
      this.used = true;
      return draw(args, seed, at);
    });
  }
  snapshot(): boolean {
    return this.used;
  }
  restore(used: boolean): void {
    this.used = used;
  }
  join(a: boolean, b: boolean): void {
    this.used = a || b;
  }
}

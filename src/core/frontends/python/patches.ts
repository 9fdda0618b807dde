import { history } from '../../graph/history.js';
import type { Mutable } from './values.js';

/**
 * Names of attributes that the program sets on classes and modules of libraries (`Dense.describe = …`, `np.bool = bool`). What they
 * are then is not followed, but that they are there is known.
 */
export class Patches implements Mutable {
  readonly born = 0;
  private names: ReadonlySet<string> = new Set();

  add(name: string): void {
    // What reads any attribute may read this one.
    if (history.notes) history.notes.everything = true;
    this.names = new Set([...this.names, name]);
  }
  has(name: string): boolean {
    return this.names.size > 0 && this.names.has(name);
  }
  snapshot(): ReadonlySet<string> {
    return this.names;
  }
  restore(state: unknown): void {
    this.names = state as ReadonlySet<string>;
  }
  /** Set in one branch is enough. */
  join(a: ReadonlySet<string>, b: ReadonlySet<string>): void {
    this.names = new Set([...a, ...b]);
  }
}

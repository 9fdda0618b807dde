import type { Tokens } from './tokens.js';

/** Thrown where something is met that is left to the grammar. */
export const unread = new Error('This is left to the grammar.');

/** Nested deeper than anybody writes, and not so deep that the stack could end. */
const DEEPEST = 100;

/** Goes through tokens from first to last. */
export class Cursor {
  protected at = 0;
  /** Where the top-level statement begins that places are counted from. */
  protected base = 0;
  protected depth = 0;
  protected readonly kinds: readonly string[];
  protected readonly words: readonly string[];
  protected readonly starts: readonly number[];
  protected readonly ends: readonly number[];

  constructor(protected readonly text: string, { kinds, words, starts, ends }: Tokens) {
    this.kinds = kinds;
    this.words = words;
    this.starts = starts;
    this.ends = ends;
  }

  /** Kind of the token that comes next. */
  protected get kind(): string {
    return this.kinds[this.at]!;
  }
  /** Where it begins. */
  protected get from(): number {
    return this.starts[this.at]! - this.base;
  }
  /** Where the last one ended. */
  protected get to(): number {
    return this.ends[this.at - 1]! - this.base;
  }

  protected take(kind: string): boolean {
    if (this.kinds[this.at] !== kind) return false;
    this.at++;
    return true;
  }
  protected expect(kind: string): void {
    if (this.kinds[this.at++] !== kind) throw unread;
  }
  protected name(): string {
    if (this.kind !== 'name') throw unread;
    return this.words[this.at++]!;
  }

  /** Reads what is nested in something else. */
  protected deeper<T>(read: () => T): T {
    if (++this.depth > DEEPEST) throw unread;
    const found = read();
    this.depth--;
    return found;
  }
}

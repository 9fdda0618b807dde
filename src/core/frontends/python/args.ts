import type { Span } from '../../graph/types.js';
import type { Unknown } from '../../graph/values.js';
import type { Value } from './values.js';

// Most calls have no keywords: they share one empty map.
export const noKeywords: ReadonlyMap<string, Value> = new Map();
export const noSpans: ReadonlyMap<string, Span> = new Map();

/** Evaluated arguments of a call, each with its place. */
export class Args {
  static readonly none = new Args([], noKeywords);

  constructor(
    readonly positional: readonly Value[],
    readonly keyword: ReadonlyMap<string, Value>,
    /** Places of `positional`, as far as they were written one by one. */
    readonly positionalSpans: readonly (Span | null)[] = [],
    readonly keywordSpans: ReadonlyMap<string, Span> = noSpans,
    /** Set where `*x` or `**x` of unknown content may add more. */
    readonly open: Unknown | null = null,
  ) {}

  static of(...positional: Value[]): Args {
    return new Args(positional, noKeywords);
  }

  /** The same arguments after others (a bound `self`, those of a partial). */
  after(first: readonly Value[], keyword?: ReadonlyMap<string, Value>): Args {
    const merged = keyword && keyword.size > 0 ? new Map([...keyword, ...this.keyword]) : this.keyword;
    return new Args([...first, ...this.positional], merged, [...first.map(() => null), ...this.positionalSpans], this.keywordSpans, this.open);
  }

  without(...names: readonly string[]): Args {
    const keyword = new Map(this.keyword);
    for (const name of names) keyword.delete(name);
    return new Args(this.positional, keyword, this.positionalSpans, this.keywordSpans, this.open);
  }

  /** A positional argument by place or a keyword by name; undefined where it is not given. */
  get(index: number, name: string): Value | undefined {
    return this.keyword.get(name) ?? (this.keyword.has(name) ? null : this.positional[index]);
  }

  spanOf(index: number, name: string): Span | null {
    return this.keywordSpans.get(name) ?? this.positionalSpans[index] ?? null;
  }
}

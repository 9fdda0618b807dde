/**
 * Keeps what stands beside the code still while a person types: between two results items move with the text, and a line
 * that is broken for the moment keeps its last good value, marked stale, until a better one exists.
 */

/** One change of a text, offsets in the text before it; changes of one event do not overlap. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Placed {
  readonly offset: number;
  readonly line: number;
}

/**
 * Where an offset goes after edits. An insertion exactly at an item at a line's end stays before it, unless it starts a new
 * line: the item belongs to the line it was on.
 */
export function shiftOffset(offset: number, edits: readonly TextEdit[]): number {
  let shifted = offset;
  for (const { from, to, text } of edits) {
    if (to < offset || (to === offset && from < to)) shifted += text.length - (to - from);
    else if (from < offset) shifted += from + text.length - offset;
    else if (from === offset) shifted += text.search(/[\r\n]/) < 0 ? text.length : text.search(/[\r\n]/);
  }
  return shifted;
}

export interface Kept<T> {
  readonly item: T;
  /** From an earlier text: the present one is broken there. */
  readonly stale: boolean;
}

export interface Keeping<T> {
  /** Whether the text is broken for the moment; otherwise the new items are taken as they are. */
  readonly broken: boolean;
  /** New items that an unfinished line may have made wrong; they do not replace an older one. */
  readonly doubtful: (item: T) => boolean;
  /** Which items stand for the same thing on one line. */
  readonly identity?: (item: T) => string;
}

/** The new items; while the text is broken, those of the last good result stay where the new one has none or a doubtful one. */
export function keepLastGood<T extends Placed>(previous: readonly Kept<T>[], current: readonly T[], { broken, doubtful, identity = () => '' }: Keeping<T>): Kept<T>[] {
  const fresh = (item: T): Kept<T> => ({ item, stale: false });
  if (!broken) return current.map(fresh);
  const key = (item: T) => `${item.line} ${identity(item)}`;
  const older = new Map(previous.map((kept) => [key(kept.item), kept]));
  const taken = current.filter((item) => !(doubtful(item) && older.has(key(item))));
  const covered = new Set(taken.map(key));
  const stayed = previous.filter(({ item }) => !covered.has(key(item))).map(({ item }) => ({ item, stale: true }));
  return [...taken.map(fresh), ...stayed].sort((a, b) => a.item.line - b.item.line || a.item.offset - b.item.offset);
}

/**
 * Whether a text is broken for the moment: it has more syntax errors than the best version seen of it. A file that has some
 * for good (Python 2) is not broken by them.
 */
export class Brokenness {
  private best = Infinity;

  take(syntaxErrors: number): boolean {
    this.best = Math.min(this.best, syntaxErrors);
    return syntaxErrors > this.best;
  }
}

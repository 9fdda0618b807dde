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

/**
 * The new items, and, while the text is broken, those of the last good result whose line has none now. `identity` says
 * which items stand for the same thing on a line.
 */
export function keepLastGood<T extends Placed>(previous: readonly T[], current: readonly T[], broken: boolean, identity: (item: T) => string = () => ''): { readonly item: T; readonly stale: boolean }[] {
  const fresh = current.map((item) => ({ item, stale: false }));
  if (!broken) return fresh;
  const taken = new Set(current.map((item) => `${item.line} ${identity(item)}`));
  const kept = previous.filter((item) => !taken.has(`${item.line} ${identity(item)}`)).map((item) => ({ item, stale: true }));
  return [...fresh, ...kept].sort((a, b) => a.item.line - b.item.line || a.item.offset - b.item.offset);
}

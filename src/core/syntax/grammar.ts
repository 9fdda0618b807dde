import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';

import { lowerUnit } from './lower.js';
import { RawReader } from './raw.js';
import type { Readable } from './readable.js';

/** The statements of any text, however broken, by Lezer's grammar of Python. */
export function readByGrammar(part: string): Readable[] {
  const tree = parser.parse(normalize(part));
  const reader = new RawReader(tree);
  return statementRanges(tree).map(({ from, to, flawed }) => ({
    from, to, flawed,
    read: () => {
      const found = lowerUnit(part.slice(from, to), reader.read(from, to));
      return flawed ? { ...found, flawed } : found;
    },
  }));
}

/**
 * The same text, length for length, without spellings that the grammar does not know: `255.`, `2.e3`, `with … as (a, b):`, a form
 * feed. Names and literals are read from the text itself.
 */
function normalize(text: string): string {
  return text
    .replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d|(?![\w.]))/g, '$10')
    .replace(/(\bas[ \t]+)([([][\w \t,.*]*[)\]]|\w+(?:\.\w+)+)(?=[ \t]*[:,])/g, (_, as: string, target: string) => as + '_'.repeat(target.length))
    .replace(/[\f\uFEFF]/g, ' ');
}

/**
 * Top-level statements. An error between two of them counts with the one before, so that its unit holds the flaw; what such a unit is
 * hangs on more than its own text. So it does where the error is inside: a line below that is indented wrongly stands in the block above it.
 */
function statementRanges(tree: Tree): { from: number; to: number; flawed: boolean }[] {
  const ranges: { from: number; to: number; flawed: boolean }[] = [];
  const cursor = tree.cursor();
  if (!cursor.firstChild()) return ranges;
  do {
    const last = ranges.at(-1);
    if (cursor.name === 'Comment') continue;
    const belongs = last && (cursor.from < last.to || (cursor.type.isError && cursor.from <= last.to + 1));
    if (belongs) {
      last.to = Math.max(last.to, cursor.to);
      last.flawed ||= cursor.type.isError;
    } else ranges.push({ from: cursor.from, to: cursor.to, flawed: cursor.type.isError });
  } while (cursor.nextSibling());
  let at = 0;
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (!type.isError) return;
      while (at < ranges.length - 1 && ranges[at]!.to < from) at++;
      const range = ranges[at];
      if (range && range.from <= to && range.to >= from) range.flawed = true;
    },
  });
  return ranges;
}

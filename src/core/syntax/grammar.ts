import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';

import type { SyntaxFlaw } from './ast.js';
import { lowerUnit } from './lower.js';
import { RawReader } from './raw.js';
import type { Readable } from './readable.js';

/** The statements of any text, however broken, by Lezer's grammar of Python. */
export function readByGrammar(part: string): Readable[] {
  const tree = parser.parse(normalize(part));
  const reader = new RawReader(tree);
  const ranges = statementRanges(tree);
  // An indented statement at the top level is none to Python, and what the grammar makes of the lines below hangs on it.
  const indented = ranges.map(({ from }) => isIndented(part, from));
  // Which line is indented wrongly is certain only for the first one, and only while nothing else is wrong above it.
  let certain = true;
  return ranges.map(({ from, to, flawed: broken }, i) => {
    const flawed = broken || indented[i]!;
    return { from, to, flawed,
      read: () => {
        const text = part.slice(from, to);
        const found = lowerUnit(text, reader.read(from, to));
        if (!flawed) return found;
        // The grammar ends a block where a line does not fit into it, and finds that something is missing there.
        const errors = indented[i + 1] ? found.errors.filter((error) => error.from < text.trimEnd().length) : found.errors;
        const misplaced = certain && indented[i] ? [misplacedLine(part, from)] : [];
        certain &&= misplaced.length + errors.length === 0 && (found.errors.length > 0 || !broken);
        return { ...found, errors: [...misplaced, ...errors], flawed, ...(indented[i] ? { displaced: true } : {}) };
      } };
  });
}

/** Whether nothing but blanks stands before a place in its line, and the line does not go on from the one above. */
function isIndented(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]+$/.test(text.slice(start, at)) && !/\\\r?\n$/.test(text.slice(0, start).slice(-3));
}

function misplacedLine(text: string, at: number): SyntaxFlaw {
  const end = text.indexOf('\n', at);
  const blanks = at - text.lastIndexOf('\n', at - 1) - 1;
  return {
    from: 0,
    to: (end < 0 ? text : text.slice(0, end)).trimEnd().length - at,
    message: `Python expects this line to begin where the lines of its block begin, but found it ${blanks} ${blanks === 1 ? 'column' : 'columns'} in. Align it with the lines around it, or look above for a line that lacks its colon.`,
  };
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

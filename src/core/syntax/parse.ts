import { TreeFragment, type Tree } from '@lezer/common';
import { parser } from '@lezer/python';

import type { Unit } from './ast.js';
import { lowerUnit } from './lower.js';
import type { RawNode } from './raw.js';
import { readRaw } from './raw.js';

/** A text as far as Python's grammar can read it: its top-level statements in order. */
export interface ParsedModule {
  readonly text: string;
  readonly units: readonly Unit[];
}

interface Remembered {
  readonly normal: string;
  readonly tree: Tree;
  readonly units: ReadonlyMap<string, readonly Unit[]>;
}

/**
 * Parses versions of one text, each from what is left of the one before: the tree outside the edit, and every top-level
 * statement whose text is the same. Never throws, whatever the text.
 */
export class ModuleParser {
  private last: Remembered | null = null;

  parse(text: string): ParsedModule {
    const normal = normalize(text);
    const tree = this.last ? parser.parse(normal, fragments(this.last, normal)) : parser.parse(normal);
    const known = this.last?.units;
    const taken = new Map<string, number>();
    const units: Unit[] = [];
    const whole: Unit[] = [];
    for (const { from, to, flawed } of statementRanges(tree)) {
      const source = text.slice(from, to);
      // The first of several alike stays the first: what was made from the statements before an edit still belongs to them.
      const nth = taken.get(source) ?? 0;
      if (!flawed) taken.set(source, nth + 1);
      const unit = (flawed ? undefined : known?.get(source)?.[nth]) ?? lowerUnit(source, () => readRaw(tree, from, to));
      if (!flawed) whole.push(unit);
      unit.base = from;
      units.push(unit);
    }
    this.last = { normal, tree, units: byText(whole) };
    return { text, units };
  }
}

export type { RawNode };

function byText(units: readonly Unit[]): Map<string, Unit[]> {
  const found = new Map<string, Unit[]>();
  for (const unit of units) {
    const same = found.get(unit.text);
    if (same) same.push(unit);
    else found.set(unit.text, [unit]);
  }
  return found;
}

/**
 * The same text, length for length, without spellings that the grammar does not know: `255.`, `with … as (a, b):`, a form
 * feed. Names and literals are read from the text itself.
 */
function normalize(text: string): string {
  return text
    .replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])/g, '$10')
    .replace(/(\bas[ \t]+)([([][\w \t,.*]*[)\]]|\w+(?:\.\w+)+)(?=[ \t]*[:,])/g, (_, as: string, target: string) => as + '_'.repeat(target.length))
    .replace(/[\f\uFEFF]/g, ' ');
}

/** What is left of the last tree: everything but the range between the common start and the common end. */
function fragments({ normal: before, tree }: Remembered, after: string): readonly TreeFragment[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  const change = { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
  const whole = TreeFragment.addTree(tree);
  return start === before.length && start === after.length ? whole : TreeFragment.applyChanges(whole, [change]);
}

/**
 * Top-level statements. An error between two of them counts with the one before, so that its unit holds the flaw; what such a unit is
 * hangs on more than its own text.
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
  return ranges;
}

import type { Unit } from './ast.js';
import { readByGrammar } from './grammar.js';
import { readQuickly } from './quick/statements.js';

/** A text as far as Python's grammar can read it: its top-level statements in order. */
export interface ParsedModule {
  readonly text: string;
  readonly units: readonly Unit[];
}

/** A top-level statement where it stands. */
interface Statement {
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
  /** Whether an error is in it or touches it: what it is then hangs on more than its own text. */
  readonly flawed: boolean;
}

/**
 * Parses versions of one text. Of the version before stay the statements above the edit and, where what is edited reads without error,
 * those below it: a statement at the start of a line of the top level is read alike whatever stands around it. (Reading on from the
 * last tree, as Lezer can, was found to lose half a text whose end is not finished.) Never throws, whatever the text.
 */
export class ModuleParser {
  private text = '';
  private statements: readonly Statement[] = [];

  parse(text: string): ParsedModule {
    const edit = editOf(this.text, text);
    const head = this.headBefore(edit.from);
    const tail = this.tailAfter(edit.to);
    const from = head > 0 ? this.statements[head]!.from : 0;
    const shift = text.length - this.text.length;
    const between = tail < this.statements.length ? this.readWhole(text, from, this.statements[tail]!.from + shift, this.known(head, tail)) : null;
    const statements = between
      ? [...this.statements.slice(0, head), ...between, ...this.statements.slice(tail).map((statement) => ({ ...statement, from: statement.from + shift, to: statement.to + shift }))]
      : [...this.statements.slice(0, head), ...read(text, from, text.length, this.known(head, this.statements.length))];
    this.text = text;
    this.statements = statements;
    const units = statements.map(({ unit, from: base }) => {
      unit.base = base;
      return unit;
    });
    return { text, units };
  }

  /**
   * How many statements end in lines above the edit; one is left out, to which the edit may add a branch or a line. None where one of them
   * is flawed: how the grammar recovers from a mistake hangs on all that it has read before.
   */
  private headBefore(edit: number): number {
    const { statements, text } = this;
    let head = 0;
    for (const { to, flawed } of statements) {
      const end = text.indexOf('\n', to);
      if (end < 0 || end >= edit) break;
      if (flawed) return 0;
      head++;
    }
    return Math.max(0, head - 1);
  }

  /** The number of the first statement below the edit that starts a line, behind all that are flawed: those hang on what stands above them. */
  private tailAfter(edit: number): number {
    const { statements, text } = this;
    let tail = statements.length;
    while (tail > 0 && statements[tail - 1]!.from > edit && !statements[tail - 1]!.flawed) tail--;
    while (tail < statements.length && text[statements[tail]!.from - 1] !== '\n') tail++;
    return tail;
  }

  /** The statements of a part of the text; null where the part may go on behind its end. */
  private readWhole(text: string, from: number, to: number, known: Map<string, Unit[]>): readonly Statement[] | null {
    if (to < from) return null;
    const found = read(text, from, to, known);
    const rest = text.slice(found.at(-1)?.to ?? from, to);
    return found.some(({ flawed }) => flawed) || !/^[ \t]*;?[ \t]*(#[^\n]*)?(\r?\n[ \t]*(#[^\n]*)?)*\n$/.test(rest) ? null : found;
  }

  /** A range of statements by their text, the first of several alike last: what is the same stays the same object. */
  private known(from: number, to: number): Map<string, Unit[]> {
    const found = new Map<string, Unit[]>();
    for (let i = to - 1; i >= from; i--) {
      const { unit, flawed } = this.statements[i]!;
      if (flawed) continue;
      const same = found.get(unit.text);
      if (same) same.push(unit);
      else found.set(unit.text, [unit]);
    }
    return found;
  }
}

/** The range of `before` that was replaced. */
function editOf(before: string, after: string): { readonly from: number; readonly to: number } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let end = 0;
  while (end < shorter - from && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { from, to: before.length - end };
}

/** Reads a part of a text that begins with a statement. Units are taken out of `known` where they are the same. */
function read(text: string, from: number, to: number, known: Map<string, Unit[]>): Statement[] {
  const part = text.slice(from, to);
  return (readQuickly(part) ?? readByGrammar(part)).map((statement) => {
    const source = part.slice(statement.from, statement.to);
    const place = { from: from + statement.from, to: from + statement.to };
    const same = statement.flawed ? undefined : known.get(source)?.pop();
    if (same) return { unit: same, ...place, flawed: false };
    const { flawed, ...unit } = statement.read();
    return { unit: { base: 0, text: source, ...unit }, ...place, flawed };
  });
}

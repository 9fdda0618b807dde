/** How a file would write another layer's class beside one that it writes already. */
import type { Fix } from '../analysis.js';
import type { ParsedModule } from '../syntax/parse.js';
import type { WrittenCall } from '../syntax/calls.js';
import type { ImportFromStmt, Stmt } from '../syntax/ast.js';
import { innerStatements } from '../syntax/walk.js';

export interface Spelling {
  readonly name: string;
  /** An import that has to be added. */
  readonly edits: Fix['edits'];
}

/**
 * The spelling of a layer class in the manner of `like` (`layers.Dense` -> `layers.Flatten`); a class that is imported by its
 * own name comes with the edit that imports it, at an import that stands above. Null where that cannot be told.
 */
export function spell(type: string, like: WrittenCall, parsed: ParsedModule): Spelling | null {
  const prefix = parsed.text.slice(like.calleeFrom, like.nameFrom);
  if (prefix !== '') return /^[\w.]+\.$/.test(prefix) ? { name: `${prefix}${type}`, edits: [] } : null;
  const imports = importsOf(parsed).filter(({ base, statement }) => base + statement.from < like.from);
  for (const { statement: { star, module, names } } of imports) {
    if (star && /\blayers$/.test(module)) return { name: type, edits: [] };
    const there = names.find(({ name }) => name === type);
    if (there) return { name: there.alias ?? type, edits: [] };
  }
  for (const { base, statement: { module, names } } of imports) {
    const beside = /\blayers\b/.test(module) ? names.find(({ name, alias }) => (alias ?? name) === like.name) : undefined;
    if (beside) return { name: type, edits: [{ span: { from: base + beside.to, to: base + beside.to }, text: `, ${type}` }] };
  }
  return null;
}

export interface WrittenImport {
  /** Offset that the statement counts from. */
  readonly base: number;
  readonly statement: ImportFromStmt;
}

/** Every `from … import …` of a text. */
export function importsOf({ units }: ParsedModule): readonly WrittenImport[] {
  const found: WrittenImport[] = [];
  for (const { base, body } of units) {
    const enter = (statement: Stmt): void => {
      if (statement.kind === 'ImportFrom') found.push({ base, statement });
      innerStatements(statement).forEach(enter);
    };
    body.forEach(enter);
  }
  return found;
}

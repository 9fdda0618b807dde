/** Names and attributes as a text mentions them. */
import type { Block, Expr, Stmt, Unit } from './ast.js';
import type { ParsedModule } from './parse.js';
import { innerExpressions, innerStatements } from './walk.js';

/** Whether an expression, or any inside it, is the variable `name`. */
export function mentions(expr: Expr, name: string): boolean {
  return (expr.kind === 'Name' && expr.id === name) || innerExpressions(expr).some((inner) => mentions(inner, name));
}

/** A statement and the unit that it belongs to. */
export interface Placed {
  readonly statement: Stmt;
  readonly unit: Unit;
}

/** Every block of a text: the module's own (one top-level statement after the other) and those inside. */
export function eachBlock({ units }: ParsedModule, see: (statements: readonly Placed[]) => void): void {
  const enter = (block: Block, unit: Unit): void => {
    if (block.length === 0) return;
    see(block.map((statement) => ({ statement, unit })));
    for (const statement of block) for (const inner of blocksOf(statement)) enter(inner, unit);
  };
  see(units.flatMap((unit) => unit.body.map((statement) => ({ statement, unit }))));
  for (const unit of units) for (const statement of unit.body) for (const inner of blocksOf(statement)) enter(inner, unit);
}

function blocksOf(statement: Stmt): readonly Block[] {
  switch (statement.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.otherwise];
    case 'Try':
      return [statement.body, ...statement.handlers.map(({ body }) => body), statement.otherwise, statement.finally];
    case 'Match':
      return statement.cases.map(({ body }) => body);
    default:
      return innerStatements(statement).length > 0 ? [innerStatements(statement)] : [];
  }
}

import type { Block, CallExpr, Expr, Stmt, Unit } from './ast.js';
import { expressionsOf, innerBlocks, innerExpressions, innerStatements } from './walk.js';

/** A statement and the unit that it belongs to. */
export interface Placed {
  readonly statement: Stmt;
  readonly unit: Unit;
}

/** What a top-level statement mentions. Made once a statement and kept with it from one version of a text to the next. */
export class UnitIndex {
  /** How often each name and each attribute is mentioned. */
  readonly names = new Map<string, number>();
  readonly attributes = new Map<string, number>();
  /** The unit's own statements, the blocks inside them, and all statements of both. */
  readonly own: readonly Placed[];
  readonly blocks: readonly (readonly Placed[])[];
  readonly statements: readonly Stmt[];
  private readonly calls = new Map<number, CallExpr[]>();
  private readonly mentioned = new Map<Stmt, ReadonlySet<string>>();

  constructor(unit: Unit) {
    const placed = (block: Block): readonly Placed[] => block.map((statement) => ({ statement, unit }));
    const inside = (block: Block): readonly (readonly Placed[])[] => block.flatMap((statement) => innerBlocks(statement).flatMap((inner) => (inner.length === 0 ? [] : [placed(inner), ...inside(inner)])));
    this.own = placed(unit.body);
    this.blocks = inside(unit.body);
    this.statements = [this.own, ...this.blocks].flatMap((block) => block.map(({ statement }) => statement));
    for (const statement of unit.body) {
      eachExpression(statement, (expr) => {
        if (expr.kind === 'Name') count(this.names, expr.id);
        else if (expr.kind === 'Attribute') count(this.attributes, expr.name);
        else if (expr.kind === 'Call') {
          const same = this.calls.get(expr.from);
          if (same) same.push(expr);
          else this.calls.set(expr.from, [expr]);
        }
      });
    }
  }

  /** The call that stands exactly there, in offsets of the unit. */
  callAt(from: number, to: number): CallExpr | undefined {
    return this.calls.get(from)?.find((call) => call.to === to);
  }

  /** Every call, outer ones before those inside. */
  *allCalls(): Iterable<CallExpr> {
    for (const calls of this.calls.values()) yield* calls;
  }

  /** Variables that a statement of this unit, or any inside it, mentions in any way. */
  mentions(statement: Stmt): ReadonlySet<string> {
    let found = this.mentioned.get(statement);
    if (!found) {
      const names = new Set<string>();
      eachExpression(statement, (expr) => void (expr.kind === 'Name' && names.add(expr.id)));
      if (statement.kind === 'Scope') statement.names.forEach((name) => names.add(name));
      if (statement.kind === 'Function') names.add(statement.name);
      found = names;
      this.mentioned.set(statement, found);
    }
    return found;
  }
}

export function indexOf(unit: Unit): UnitIndex {
  return (unit.index ??= new UnitIndex(unit));
}

/** Calls `see` for every expression of a statement, those of its blocks and of lambdas included. */
export function eachExpression(statement: Stmt, see: (expr: Expr) => void): void {
  const visit = (expr: Expr): void => {
    see(expr);
    innerExpressions(expr).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  for (const inner of innerStatements(statement)) eachExpression(inner, see);
}

function count(map: Map<string, number>, name: string): void {
  map.set(name, (map.get(name) ?? 0) + 1);
}

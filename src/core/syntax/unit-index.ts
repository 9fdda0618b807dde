import type { Block, CallExpr, Expr, Stmt, Unit } from './ast.js';
import { expressionsOf, innerBlocks, innerExpressions, innerStatements } from './walk.js';

/** A statement and the unit that it belongs to. */
export interface Placed {
  readonly statement: Stmt;
  readonly unit: Unit;
}

/** How often each name and each attribute is mentioned, and every call by where it begins, outer ones first. */
interface Mentions {
  readonly names: ReadonlyMap<string, number>;
  readonly attributes: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<number, readonly CallExpr[]>;
}

/** What a top-level statement mentions. Worked out when first asked and kept with the statement from one version of a text to the next. */
export class UnitIndex {
  private ownPlaced: readonly Placed[] | null = null;
  private innerPlaced: readonly (readonly Placed[])[] | null = null;
  private flat: readonly Stmt[] | null = null;
  private mentions: Mentions | null = null;
  private readonly mentioned = new Map<Stmt, ReadonlySet<string>>();

  constructor(private readonly unit: Unit) {}

  /** The unit's own statements. */
  get own(): readonly Placed[] {
    return (this.ownPlaced ??= this.placed(this.unit.body));
  }

  /** The blocks inside them. */
  get blocks(): readonly (readonly Placed[])[] {
    if (this.innerPlaced) return this.innerPlaced;
    const found: (readonly Placed[])[] = [];
    const enter = (block: Block): void => {
      for (const statement of block) for (const inner of innerBlocks(statement)) {
        if (inner.length === 0) continue;
        found.push(this.placed(inner));
        enter(inner);
      }
    };
    enter(this.unit.body);
    return (this.innerPlaced = found);
  }

  /** The unit's own statements, and those of every block inside. */
  get statements(): readonly Stmt[] {
    if (this.flat) return this.flat;
    const found: Stmt[] = [];
    const enter = (block: Block): void => {
      found.push(...block);
      for (const statement of block) for (const inner of innerBlocks(statement)) enter(inner);
    };
    enter(this.unit.body);
    return (this.flat = found);
  }

  /** Whether it imports anything. */
  get imports(): boolean {
    return (this.importing ??= this.statements.some(({ kind }) => kind === 'Import' || kind === 'ImportFrom'));
  }
  private importing: boolean | null = null;

  private placed(block: Block): readonly Placed[] {
    const { unit } = this;
    return block.map((statement) => ({ statement, unit }));
  }

  /** How often each name is mentioned. */
  get names(): ReadonlyMap<string, number> {
    return this.all.names;
  }
  /** How often each attribute is mentioned. */
  get attributes(): ReadonlyMap<string, number> {
    return this.all.attributes;
  }

  /** The call that stands exactly there, in offsets of the unit. */
  callAt(from: number, to: number): CallExpr | undefined {
    return this.all.calls.get(from)?.find((call) => call.to === to);
  }

  /** Every call, outer ones before those inside. */
  *allCalls(): Iterable<CallExpr> {
    for (const calls of this.all.calls.values()) yield* calls;
  }

  private get all(): Mentions {
    return (this.mentions ??= mentionsOf(this.unit.body));
  }

  /** Variables that a statement of this unit, or any inside it, mentions in any way. */
  mentionedBy(statement: Stmt): ReadonlySet<string> {
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

function mentionsOf(body: Block): Mentions {
  const names = new Map<string, number>();
  const attributes = new Map<string, number>();
  const calls = new Map<number, CallExpr[]>();
  const see = (expr: Expr): void => {
    if (expr.kind === 'Name') count(names, expr.id);
    else if (expr.kind === 'Attribute') count(attributes, expr.name);
    else if (expr.kind === 'Call') {
      const same = calls.get(expr.from);
      if (same) same.push(expr);
      else calls.set(expr.from, [expr]);
    }
  };
  for (const statement of body) eachExpression(statement, see);
  return { names, attributes, calls };
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

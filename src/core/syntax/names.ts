/** Names as a text mentions them, and where. */
import type { Expr } from './ast.js';
import type { ParsedModule } from './parse.js';
import { indexOf, type Placed } from './unit-index.js';
import { innerExpressions } from './walk.js';

export type { Placed } from './unit-index.js';

/** Whether an expression, or any inside it, is the variable `name`. */
export function mentions(expr: Expr, name: string): boolean {
  return (expr.kind === 'Name' && expr.id === name) || innerExpressions(expr).some((inner) => mentions(inner, name));
}

/** Every block of a text: the module's own (one top-level statement after the other) and those inside. */
export function eachBlock({ units }: ParsedModule, see: (statements: readonly Placed[]) => void): void {
  see(units.flatMap((unit) => indexOf(unit).own));
  for (const unit of units) indexOf(unit).blocks.forEach(see);
}

/** A statement with what is needed to go on from it. */
interface Found extends Placed {
  readonly block: readonly Placed[];
  readonly index: number;
  /** Number of its unit. */
  readonly at: number;
}

/** The statements that `test` holds for among those of the unit that stands at an offset. */
export function statementsAround({ units }: ParsedModule, offset: number, test: (placed: Placed) => boolean): readonly Found[] {
  const at = units.findLastIndex(({ base }) => base <= offset);
  if (at < 0) return [];
  const { own, blocks } = indexOf(units[at]!);
  return [own, ...blocks].flatMap((block) => block.flatMap((placed, index) => (test(placed) ? [{ ...placed, block, index, at }] : [])));
}

/** The next statement of the same block that mentions a name. */
export function nextMention({ units }: ParsedModule, { block, index, at }: Found, name: string): Placed | undefined {
  const mentioning = ({ unit, statement }: Placed): boolean => indexOf(unit).mentionedBy(statement).has(name);
  const near = block.slice(index + 1).find(mentioning);
  if (near || block !== indexOf(units[at]!).own) return near;
  for (let i = at + 1; i < units.length; i++) {
    const found = indexOf(units[i]!).own.find(mentioning);
    if (found) return found;
  }
  return undefined;
}

import type { Argument, CallExpr, Expr, Node } from './ast.js';
import type { ParsedModule } from './parse.js';
import { indexOf } from './unit-index.js';

/** One argument as it is written; offsets count from the start of the text. */
export interface WrittenArgument extends Node {
  readonly form: Argument['form'];
  readonly name: string;
  readonly value: Expr;
  /** Where the value alone stands. */
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** A call as it is written; offsets count from the start of the text, except inside `expr`. */
export interface WrittenCall extends Node {
  readonly expr: CallExpr;
  /** Offset of the unit that `expr` counts from. */
  readonly base: number;
  /** Where what is called stands (`layers.Conv2D`). */
  readonly calleeFrom: number;
  readonly calleeTo: number;
  /** The last part of the callee's name (`Conv2D`); empty where it has none. */
  readonly name: string;
  /** Offset of that last part. */
  readonly nameFrom: number;
  readonly arguments: readonly WrittenArgument[];
}

/** Calls of one text by their place. */
export class WrittenCalls {
  constructor(readonly parsed: ParsedModule) {}

  /** The call that stands exactly there, if one does. */
  at({ from, to }: Pick<Node, 'from' | 'to'>): WrittenCall | null {
    const { units } = this.parsed;
    let [low, high] = [0, units.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (units[middle]!.base <= from) low = middle;
      else high = middle - 1;
    }
    const unit = units[low];
    const call = unit && indexOf(unit).callAt(from - unit.base, to - unit.base);
    return call ? written(call, unit.base) : null;
  }

  /** Every call of the text, outer ones before those inside. */
  *list(): Iterable<WrittenCall> {
    for (const unit of this.parsed.units) for (const call of indexOf(unit).allCalls()) yield written(call, unit.base);
  }

  /** The first call that `test` holds for. */
  find(test: (call: WrittenCall) => boolean): WrittenCall | null {
    for (const call of this.list()) if (test(call)) return call;
    return null;
  }
}

function written(expr: CallExpr, base: number): WrittenCall {
  const { callee } = expr;
  const name = callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.name : '';
  return {
    from: base + expr.from, to: base + expr.to, expr, base,
    calleeFrom: base + callee.from, calleeTo: base + callee.to,
    name, nameFrom: base + (callee.kind === 'Attribute' ? callee.nameFrom : callee.from),
    arguments: expr.arguments.map(({ from, to, form, name: keyword, value }) => ({ from: base + from, to: base + to, form, name: keyword, value, valueFrom: base + value.from, valueTo: base + value.to })),
  };
}

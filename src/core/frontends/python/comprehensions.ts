/** List, set and dict comprehensions, and generator expressions. */
import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { ComprehensionClause, ComprehensionExpr } from '../../syntax/ast.js';
import { assign } from './assign.js';
import { Dict, List, PySet } from './containers.js';
import { conditionReason, evaluate } from './evaluate.js';
import { fork } from './fork.js';
import { Frame } from './frame.js';
import { Iterator } from './iterator.js';
import type { Machine } from './machine.js';
import { Scope } from './scope.js';
import { lossOf, Repeated, type Ruled, type Value, unknown, unknownOf } from './values.js';

export function comprehension(m: Machine, node: ComprehensionExpr): Value {
  const frame = m.frame!;
  const outer = frame.scope;
  // Python evaluates the first iterable where the comprehension stands, the rest in a scope of its own.
  const [first] = node.clauses;
  const source = first ? m.iterate(evaluate(m, first.iterable), m.site(first.iterable)) : [];
  let why: Loss | undefined;
  if (source instanceof Repeated && source.list && node.clauses.length === 1) {
    const ruled = byRule(m, node, first!, source, source.list);
    why = 'why' in ruled ? ruled.why : undefined;
    if ('made' in ruled) return node.makes === 'generator' ? new Iterator((at) => m.iterate(ruled.made, at), 'generator') : ruled.made;
  }
  const collect = (): { values: Value[]; keys: Value[]; lost: Unknown | null } => {
    const [values, keys]: [Value[], Value[]] = [[], []];
    let lost: Unknown | null = null;
    const inner = new Scope('function', outer);
    const before = m.frame!.scope;
    m.frame!.scope = inner;
    try {
      lost = clauses(m, node.clauses, 0, source, () => {
        if (node.key) keys.push(evaluate(m, node.key));
        values.push(evaluate(m, node.element));
      });
    } finally {
      m.frame!.scope = before;
    }
    return { values, keys, lost };
  };
  if (node.makes === 'generator') {
    // Its places count from the statement that it stands in, wherever its items are taken.
    const own = new Frame(frame.module, frame.unit, outer, frame.fn, frame.callSpan, frame.caller);
    return new Iterator(() => {
      const running = m.enter(own);
      try {
        const { values, lost } = collect();
        return lost ?? values;
      } finally {
        m.leave(running);
      }
    }, 'generator');
  }
  const { values, keys, lost } = collect();
  if (node.makes === 'dict') {
    const made = Dict.of(values.map((value, i) => [keys[i]!, value] as const));
    made.open ??= lost;
    return made;
  }
  if (node.makes === 'set') {
    const made = PySet.of(values);
    made.open ??= lost;
    return made;
  }
  const made = new List(values);
  made.lost = lost && why ? unknownOf(why) : lost;
  return made;
}

/** A comprehension over items that are known by a rule, followed once for any of them; why not where the rule does not say what it makes. */
function byRule(m: Machine, node: ComprehensionExpr, clause: ComprehensionClause, { item, loss }: Repeated, list: Ruled): { readonly made: Value } | { readonly why: Loss | undefined } {
  const before = m.frame!.scope;
  let made: { readonly conditions: readonly Value[]; readonly key: Value | undefined; readonly element: Value } | null = null;
  const follow = (): Value => {
    m.frame!.scope = new Scope('function', before);
    try {
      assign(m, clause.target, item);
      made = { conditions: clause.conditions.map((condition) => evaluate(m, condition)), key: node.key ? evaluate(m, node.key) : undefined, element: evaluate(m, node.element) };
    } finally {
      m.frame!.scope = before;
    }
    return null;
  };
  fork(m, [follow], loss);
  const found = made as { readonly conditions: readonly Value[]; readonly key: Value | undefined; readonly element: Value } | null;
  if (!found || node.makes === 'set') return { why: undefined };
  const { conditions, key, element } = found;
  const whole = node.makes === 'dict' ? (conditions.length === 0 && key !== undefined ? list.keyed(key, element, m.site(node)) : undefined) : list.gathered(element, conditions, m.site(node));
  return whole === undefined ? { why: lossOf(element) } : { made: whole };
}

/** Runs the loops of a comprehension. Returns why its items are not known, where they are not. */
function clauses(m: Machine, all: readonly ComprehensionClause[], at: number, source: readonly Value[] | Unknown | null, body: () => void): Unknown | null {
  const clause = all[at];
  if (!clause) {
    body();
    return null;
  }
  const site = m.site(clause.iterable);
  const items = source ?? m.iterate(evaluate(m, clause.iterable), site);
  if (items instanceof Unknown) return items;
  let lost: Unknown | null = null;
  for (const item of items) {
    m.step();
    assign(m, clause.target, item);
    let keep: boolean | null = true;
    for (const condition of clause.conditions) {
      const test = evaluate(m, condition);
      keep = m.truth(test, site);
      if (keep === null) lost ??= unknown(conditionReason(test), m.span(condition));
      if (keep !== true) break;
    }
    if (keep === true) lost = clauses(m, all, at + 1, null, body) ?? lost;
  }
  return lost;
}

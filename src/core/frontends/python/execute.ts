import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Block, ClassStmt, Expr, ForStmt, FunctionStmt, IfStmt, MatchStmt, Stmt, TryStmt, WhileStmt } from '../../syntax/ast.js';
import { Args } from './args.js';
import { assign, remove } from './assign.js';
import { defineClass } from './define.js';
import { conditionReason, evaluate } from './evaluate.js';
import type { Frame, PendingExit } from './frame.js';
import { PyFunction } from './functions.js';
import { importFrom, importModules } from './imports.js';
import type { States } from './journal.js';
import { type Machine, Raised, isException } from './machine.js';
import { binary } from './operators.js';
import { matches, namesIn } from './patterns.js';
import { ruledLoop } from './ruled-loop.js';
import { Obj, type Value, joinValues, unknown, Repeated } from './values.js';
import { attributeOf } from './lookup.js';

/** How a block was left; null where it ran to its end. */
export type Exit = { readonly kind: 'return'; readonly value: Value } | { readonly kind: 'break' } | { readonly kind: 'continue' } | null;

const BREAK: Exit = { kind: 'break' };
const CONTINUE: Exit = { kind: 'continue' };
/** Steps that one loop may take before the rest of it is taken as not known. */
const LOOP_BUDGET = 40_000;

export function execute(m: Machine, block: Block): Exit {
  for (const statement of block) {
    const exit = step(m, statement);
    if (exit) return exit;
  }
  return null;
}

function step(m: Machine, node: Stmt): Exit {
  m.step();
  switch (node.kind) {
    case 'Expression':
      evaluate(m, node.value);
      return null;
    case 'Assign': {
      const value = evaluate(m, node.value);
      for (const target of node.targets) assign(m, target, value);
      return null;
    }
    case 'Annotated':
      if (node.value) assign(m, node.target, evaluate(m, node.value));
      return null;
    case 'Update':
      update(m, node.target, node.operator, node.value, node);
      return null;
    case 'Return':
      return { kind: 'return', value: node.value ? evaluate(m, node.value) : null };
    case 'If':
      return ifStatement(m, node);
    case 'For':
      return forLoop(m, node);
    case 'While':
      return whileLoop(m, node);
    case 'Function':
      assign(m, { kind: 'Name', id: node.name, from: node.nameFrom, to: node.nameFrom }, decorated(m, node, makeFunction(m, node)));
      return null;
    case 'Class':
      assign(m, { kind: 'Name', id: node.name, from: node.nameFrom, to: node.nameFrom }, decorated(m, node, defineClass(m, node)));
      return null;
    case 'Import':
      importModules(m, node.names);
      return null;
    case 'ImportFrom':
      importFrom(m, node);
      return null;
    case 'Try':
      return tryStatement(m, node);
    case 'With':
      for (const { context, target } of node.items) {
        const manager = evaluate(m, context);
        const enter = manager instanceof Obj ? attributeOf(manager, '__enter__', m.site(context)) : undefined;
        const entered = enter instanceof Obj ? m.call(enter, Args.none, m.site(context)) : manager;
        if (target) assign(m, target, entered);
      }
      return execute(m, node.body);
    case 'Match':
      return matchStatement(m, node);
    case 'Raise':
      return raise(m, node);
    case 'Assert':
      assertion(m, node);
      return null;
    case 'Delete':
      node.targets.forEach((target) => remove(m, target));
      return null;
    case 'Scope':
      redirect(m, node.names, node.nonlocal);
      return null;
    case 'Break':
      return BREAK;
    case 'Continue':
      return CONTINUE;
    case 'Pass':
    case 'Broken':
      return null;
  }
}

function update(m: Machine, target: Expr, operator: string, valueNode: Expr, node: Stmt): void {
  const before = evaluate(m, target);
  const value = evaluate(m, valueNode);
  const extend = operator === '+' && before instanceof Obj ? before.getAttribute('extend', m.site(node)) : undefined;
  if (extend instanceof Obj) {
    extend.call(Args.of(value), m.site(node));
    return;
  }
  assign(m, target, binary(operator, before, value, m.site(node)));
}

export function makeFunction(m: Machine, node: FunctionStmt): PyFunction {
  const { unit, module, scope } = m.frame!;
  const fn = new PyFunction(
    { name: node.name, parameters: node.parameters, body: node.body, generator: node.generator, unit, module, from: node.from, to: node.to },
    scope,
    node.parameters.map((p) => (p.default ? evaluate(m, p.default) : undefined)),
  );
  m.functions.push(fn);
  return fn;
}

/** Applies decorators. One that is not known leaves the function or class as it is: hardly any changes what it makes. */
function decorated(m: Machine, node: FunctionStmt | ClassStmt, value: Value): Value {
  let made = value;
  for (const decorator of [...node.decorators].reverse()) {
    const wrap = evaluate(m, decorator);
    const result = wrap instanceof Obj ? m.call(wrap, Args.of(made), m.site(decorator)) : made;
    if (!(result instanceof Unknown)) made = result;
  }
  return made;
}

function redirect(m: Machine, names: readonly string[], nonlocal: boolean): void {
  const { scope } = m.frame!;
  scope.redirected ??= new Map();
  for (const name of names) {
    let target = nonlocal ? scope.parent : scope.module;
    while (nonlocal && target?.parent && !(target.kind === 'function' && target.names.has(name))) target = target.parent;
    if (target && target !== scope) scope.redirected.set(name, target);
  }
}

function ifStatement(m: Machine, node: IfStmt): Exit {
  const test = evaluate(m, node.test);
  const truth = m.truth(test, m.site(node.test));
  if (truth !== null) return execute(m, truth ? node.body : node.otherwise);
  const loss = { reason: conditionReason(test), span: m.span(node.test) };
  return branch(m, [() => execute(m, node.body), () => execute(m, node.otherwise)], loss);
}

/**
 * Follows several ways of which the program takes one. Ways that raise are left out; ways that leave the block are remembered
 * until the place that they lead to; what the others agree on goes on.
 */
export function branch(m: Machine, ways: readonly (() => Exit)[], loss: Loss): Exit {
  const on: States[] = [];
  const exits: { exit: NonNullable<Exit>; states: States }[] = [];
  let raised: Raised | null = null;
  for (const way of ways) {
    try {
      const { result, after } = m.journal.attempt(way);
      if (result) exits.push({ exit: result, states: after });
      else on.push(after);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      raised = error;
    }
  }
  if (on.length > 0) {
    for (const { exit, states } of exits) m.frame!.pending.push(pendingExit(exit, states, loss));
    m.journal.join(on, loss, m);
    return null;
  }
  const last = exits.pop();
  if (!last) {
    if (raised) throw raised;
    return null;
  }
  const alike = exits.filter(({ exit }) => exit.kind === last.exit.kind);
  for (const { exit, states } of exits) if (exit.kind !== last.exit.kind) m.frame!.pending.push(pendingExit(exit, states, loss));
  m.journal.join([...alike.map((e) => e.states), last.states], loss, m);
  if (last.exit.kind !== 'return') return last.exit;
  const value = alike.reduce<Value>((joined, { exit }) => joinValues(joined, exit.kind === 'return' ? exit.value : null, loss, m), last.exit.value);
  return { kind: 'return', value };
}

const pendingExit = (exit: NonNullable<Exit>, states: States, loss: Loss): PendingExit => ({ kind: exit.kind, value: exit.kind === 'return' ? exit.value : null, states, loss });

/** Joins the exits of a kind that were taken under unknown conditions since `mark` into the current state. */
function settle(m: Machine, kind: PendingExit['kind'], mark: number): void {
  const { pending } = m.frame!;
  for (let i = pending.length - 1; i >= mark; i--) {
    const exit = pending[i]!;
    if (exit.kind !== kind) continue;
    pending.splice(i, 1);
    m.journal.joinCurrent(exit.states, exit.loss, m);
  }
}

/** A function's result: what it returns at its end, joined with what it may have returned before. */
export function finishFrame(m: Machine, frame: Frame, value: Value, returned: boolean): Value {
  let result: Value = value;
  let known = returned || frame.pending.length === 0;
  for (const exit of frame.pending.splice(0)) {
    if (exit.kind !== 'return') continue;
    m.journal.joinCurrent(exit.states, exit.loss, m);
    result = known || result !== null ? joinValues(result, exit.value, exit.loss, m) : joinValues(null, exit.value, exit.loss, m);
    known = true;
  }
  return result;
}

function forLoop(m: Machine, node: ForStmt): Exit {
  const items = m.iterate(evaluate(m, node.iterable), m.site(node.iterable));
  const mark = m.frame!.pending.length;
  if (items instanceof Repeated && ruledLoop(m, node, items, (statement) => step(m, statement))) return null;
  if (items instanceof Unknown) return finishLoop(m, unknownLoop(m, node.body, () => assign(m, node.target, items instanceof Repeated ? items.item : items), items.loss), node.otherwise, mark);
  const start = m.steps;
  for (const item of items) {
    m.step();
    if (m.steps - start > LOOP_BUDGET) {
      const loss = m.lost('This loop is too long to be followed to its end.', m.span(node.iterable)).loss;
      return finishLoop(m, unknownLoop(m, node.body, () => assign(m, node.target, new Unknown(loss)), loss), node.otherwise, mark);
    }
    assign(m, node.target, item);
    const exit = execute(m, node.body);
    settle(m, 'continue', mark);
    if (exit?.kind === 'break') return finishLoop(m, exit, node.otherwise, mark);
    if (exit?.kind === 'return') return leaveLoop(m, exit, mark);
  }
  return finishLoop(m, null, node.otherwise, mark);
}

function finishLoop(m: Machine, exit: Exit, otherwise: Block, mark: number): Exit {
  if (exit?.kind === 'return') return leaveLoop(m, exit, mark);
  settle(m, 'continue', mark);
  const after = exit?.kind === 'break' || otherwise.length === 0 ? null : execute(m, otherwise);
  settle(m, 'break', mark);
  return after;
}

/** A return inside a loop: it may have been left by an unknown break before, and then the function goes on. */
function leaveLoop(m: Machine, exit: Exit, mark: number): Exit {
  const breaks = m.frame!.pending.slice(mark).filter((p) => p.kind === 'break');
  if (breaks.length === 0 || exit?.kind !== 'return') return exit;
  m.frame!.pending.push({ kind: 'return', value: exit.value, states: new Map(), loss: breaks[0]!.loss });
  settle(m, 'break', mark);
  return null;
}

/** A loop that runs an unknown number of times: first it is found out what it changes, then it is followed once with that unknown. */
function unknownLoop(m: Machine, body: Block, next: () => void, loss: Loss): Exit {
  const pass = (): Exit => {
    next();
    return execute(m, body);
  };
  const mark = m.frame!.pending.length;
  m.quiet++;
  try {
    const { after } = m.journal.attempt(pass);
    m.journal.join([after, new Map()], loss, m);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
  } finally {
    m.quiet--;
  }
  m.frame!.pending.splice(mark);
  const exit = branch(m, [pass, () => null], loss);
  return exit?.kind === 'return' ? exit : null;
}

function whileLoop(m: Machine, node: WhileStmt): Exit {
  const mark = m.frame!.pending.length;
  const start = m.steps;
  for (;;) {
    m.step();
    const test = evaluate(m, node.test);
    const truth = m.truth(test, m.site(node.test));
    if (truth === false) return finishLoop(m, null, node.otherwise, mark);
    if (truth === null || m.steps - start > LOOP_BUDGET) {
      const loss = { reason: truth === null ? conditionReason(test) : 'This loop is too long to be followed to its end.', span: m.span(node.test) };
      return finishLoop(m, unknownLoop(m, node.body, () => evaluate(m, node.test), loss), node.otherwise, mark);
    }
    const exit = execute(m, node.body);
    settle(m, 'continue', mark);
    if (exit?.kind === 'break') return finishLoop(m, exit, node.otherwise, mark);
    if (exit?.kind === 'return') return leaveLoop(m, exit, mark);
  }
}

function matchStatement(m: Machine, node: MatchStmt): Exit {
  const subject = evaluate(m, node.subject);
  const follow = (from: number): Exit => {
    for (let i = from; i < node.cases.length; i++) {
      const { pattern, guard, body } = node.cases[i]!;
      const bound = new Map<string, Value>();
      let fits = matches(m, pattern, subject, bound, m.site(node));
      if (fits === false) continue;
      const bind = (): void => bound.forEach((value, name) => m.frame!.scope.set(name, value, m));
      if (guard && fits === true) {
        bind();
        fits = m.truth(evaluate(m, guard), m.site(guard));
        if (fits === false) continue;
      }
      if (fits === true) {
        bind();
        return execute(m, body);
      }
      const loss = { reason: 'Which case matches is not known.', span: m.span(node.subject) };
      // Where the pattern could not be followed to its end, its names stand for something all the same.
      for (const name of namesIn(pattern)) if (!bound.has(name)) bound.set(name, new Unknown(loss));
      return branch(m, [() => (bind(), execute(m, body)), () => follow(i + 1)], loss);
    }
    return null;
  };
  return follow(0);
}

function raise(m: Machine, node: Stmt & { readonly kind: 'Raise' }): Exit {
  const value = node.value ? evaluate(m, node.value) : null;
  const name = node.value ? exceptionName(node.value) : 'Exception';
  throw new Raised(value ?? m.frame!.handling ?? null, name, m.span(node));
}

function exceptionName(node: Expr): string {
  const callee = node.kind === 'Call' ? node.callee : node;
  return callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.name : 'Exception';
}

function assertion(m: Machine, node: Stmt & { readonly kind: 'Assert' }): void {
  const test = evaluate(m, node.test);
  if (m.truth(test, m.site(node.test)) === false) m.raise('AssertionError', 'This assertion fails.', m.site(node));
}

function tryStatement(m: Machine, node: TryStmt): Exit {
  let exit: Exit = null;
  let raised: Raised | null = null;
  const { depth, frame } = m;
  const outer = m.handlers;
  if (node.handlers.length > 0) m.handlers++;
  try {
    exit = execute(m, node.body);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    raised = error;
    m.depth = depth;
    m.frame = frame;
  } finally {
    m.handlers = outer;
  }
  if (raised) {
    const handler = node.handlers.find(({ type }) => catches(m, type, raised.typeName));
    if (!handler) {
      execute(m, node.finally);
      throw raised;
    }
    const before = m.frame!.handling;
    m.frame!.handling = raised.exception;
    if (handler.name) m.frame!.scope.set(handler.name, raised.exception ?? unknown('The exception is not known.', raised.span), m);
    exit = execute(m, handler.body);
    m.frame!.handling = before;
  } else if (!exit) exit = execute(m, node.otherwise);
  return execute(m, node.finally) ?? exit;
}

function catches(m: Machine, type: Expr | null, raised: string): boolean {
  if (!type) return true;
  if (type.kind === 'Sequence') return type.items.some((item) => catches(m, item, raised));
  const name = type.kind === 'Name' ? type.id : type.kind === 'Attribute' ? type.name : '';
  return isException(raised, name) || name === raised;
}

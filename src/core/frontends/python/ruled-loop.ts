/** Loops over items that are known by a rule, which fill lists with `append` or the rows of arrays: followed once for any of the items. */
import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Block, CallExpr, Expr, ForStmt, IfStmt, Stmt } from '../../syntax/ast.js';
import { assign } from './assign.js';
import { List, Tuple } from './containers.js';
import { evaluate } from './evaluate.js';
import { type Machine, Raised } from './machine.js';
import { binary } from './operators.js';
import type { Scope } from './scope.js';
import { Ellipsis, lossOf, Obj, Repeated, type Ruled, type Site, Slice, type Value, same, unknown } from './values.js';

/** What one pass appends to a list. */
interface Appended {
  readonly element: Value;
  /** What holds of the items for which it does. */
  readonly tests: readonly Value[];
  readonly list: Ruled;
  readonly at: Site;
  /** Set where it appends more than this. */
  readonly more: boolean;
  /** Set where it is written into the row of an array that is the item's. */
  readonly row?: boolean;
}

/** What a loop may fill row by row. */
interface Rows extends Obj {
  asRow(value: Value, at: Site): Value;
  filledBy(made: Value | undefined, why: Loss, at: Site): void;
}
const hasRows = (value: Value): value is Rows => value instanceof Obj && 'filledBy' in value;

/** The names that hold an object before the loop; a list that is not known is none of them. */
type Holders = Map<Obj, [scope: Scope, name: string][]>;

/** What holds of the items for which a place in the body is reached; null where none reaches it, undefined where the body is not one of those that are followed. */
type Tests = readonly Value[] | null | undefined;

/** Follows the loop where its body does no more than append, choose by tests and compute. False where it is another; then nothing has happened. */
export function ruledLoop(m: Machine, node: ForStmt, items: Repeated, step: (node: Stmt) => void): boolean {
  if (items.list === null || node.otherwise.length > 0 || !fills(node.body)) return false;
  const holders = holdersOf(m.frame!.scope);
  const names = new Set(m.frame!.scope.names.keys());
  const follow = (): LoopBody | null => {
    const body = new LoopBody(m, holders, step);
    assign(m, node.target, items.item);
    return body.run(node.body, items.list!, []) === undefined || body.filled.size === 0 ? null : body;
  };
  try {
    // What the loop changes from pass to pass is not known while it is followed.
    m.quiet++;
    let first;
    try {
      first = m.journal.attempt(follow);
    } finally {
      m.quiet--;
    }
    if (!first.result) return false;
    const { filled } = first.result;
    const { result, after } = m.journal.attempt(() => {
      m.journal.join([first.after, new Map()], items.loss, m);
      for (const name of m.frame!.scope.names.keys()) if (!names.has(name)) m.frame!.scope.set(name, new Unknown(items.loss), m);
      for (const target of filled.keys()) if (target instanceof List) lost(m, target, items.loss);
      return follow();
    });
    if (!result) return false;
    m.journal.join([after, new Map()], items.loss, m);
    for (const [target, { element, tests, list, at, more, row = false }] of result.filled) {
      const all = more || (row && tests.length > 0) ? undefined : list.gathered(element, tests, at);
      if (row && hasRows(target)) {
        target.filledBy(all, lossOf(element) ?? { reason: 'what a loop writes into the rows of this array is not followed.', span: at.span }, at);
        continue;
      }
      const made = all === undefined ? undefined : list.grown(target, all, at);
      if (made === undefined) lose(m, target, holders, (more ? null : lossOf(element)) ?? { reason: `what a loop appends to this list${more ? ', more than once in a pass,' : ''} is not followed.`, span: at.span });
      else bind(m, target, holders, made);
    }
    return true;
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    return false;
  }
}

/** One pass through the body. */
class LoopBody {
  readonly filled = new Map<Obj, Appended>();
  constructor(
    private readonly m: Machine,
    private readonly holders: Holders,
    private readonly step: (node: Stmt) => void,
  ) {}

  run(block: Block, list: Ruled, given: readonly Value[]): Tests {
    let tests: Tests = given;
    for (const node of block) {
      if (!tests) return tests;
      tests = this.statement(node, list, tests);
    }
    return tests;
  }

  private statement(node: Stmt, list: Ruled, tests: readonly Value[]): Tests {
    switch (node.kind) {
      case 'Expression': {
        const target = node.value.kind === 'Call' ? this.target(node.value, list) : undefined;
        if (target === null) return undefined;
        if (target) this.append(target, (node.value as CallExpr).arguments[0]!.value, list, tests);
        else this.step(node);
        return tests;
      }
      case 'Assign':
      case 'Update':
        if (!this.rowOf(node, list, tests)) this.step(node);
        return tests;
      case 'Annotated':
      case 'Pass':
        this.step(node);
        return tests;
      case 'Continue':
        return null;
      case 'If':
        return this.choice(node, list, tests);
      case 'For':
        return this.nested(node, list, tests);
      case 'Try':
        // Files that cannot be read are left out in either way.
        return node.otherwise.length > 0 || !node.handlers.every(({ body }) => body.every(isQuiet)) ? undefined : this.run([...node.body, ...node.finally], list, tests);
      default:
        return undefined;
    }
  }

  /** The list that a call appends to; undefined where it is another call, null where it is one whose growth is not followed. */
  private target({ callee, arguments: args }: CallExpr, list: Ruled): Obj | null | undefined {
    if (callee.kind !== 'Attribute' || callee.name !== 'append') return undefined;
    const target = evaluate(this.m, callee.value);
    return args.length === 1 && args[0]!.form === 'positional' && target instanceof Obj && this.holders.has(target) && (target instanceof List || list.grows(target)) ? target : null;
  }

  private append(target: Obj, node: Expr, list: Ruled, tests: readonly Value[]): void {
    const { m } = this;
    const at = m.site(node);
    const element = evaluate(m, node);
    this.filled.set(target, { element, tests, list, at, more: this.filled.has(target) });
  }

  /** `array[i] = …` and `array[i] -= …`, where i is the place of the item; false where a statement is another. */
  private rowOf(node: Extract<Stmt, { kind: 'Assign' | 'Update' }>, list: Ruled, tests: readonly Value[]): boolean {
    const { m } = this;
    const target = node.kind === 'Update' ? node.target : node.targets[0];
    if (target?.kind !== 'Subscript' || (node.kind === 'Assign' && node.targets.length > 1)) return false;
    const [array, given] = [evaluate(m, target.value), evaluate(m, target.index)];
    const index = given instanceof Tuple ? rowIn(given) : given;
    if (!hasRows(array) || index === undefined || !list.isPlace(index)) return false;
    const at = m.site(node);
    const before = this.filled.get(array);
    if (node.kind === 'Assign') this.filled.set(array, { element: array.asRow(evaluate(m, node.value), at), tests, list, at, more: before !== undefined, row: true });
    else if (before?.row && before.tests.length === tests.length) this.filled.set(array, { ...before, element: binary(node.operator.replace(/=$/, ''), before.element, evaluate(m, node.value), at) });
    else return false;
    return true;
  }

  private choice(node: IfStmt, list: Ruled, tests: readonly Value[]): Tests {
    const { m } = this;
    const at = m.site(node.test);
    const test = evaluate(m, node.test);
    const truth = m.truth(test, at);
    if (truth !== null) return this.run(truth ? node.body : node.otherwise, list, tests);
    const not = test instanceof Obj ? test.unary('not', at) : undefined;
    if (!(test instanceof Obj) || !(not instanceof Obj)) return undefined;
    const { scope } = m.frame!;
    const names = [...new Set([...assigned(node.body), ...assigned(node.otherwise)])];
    const before = new Map(this.filled);
    const way = (block: Block, condition: Value) => m.journal.attempt(() => ({ rest: this.run(block, list, [...tests, condition]), values: names.map((name) => scope.find(name)) }));
    const yes = way(node.body, test);
    const appended = new Map([...this.filled].filter(([target, one]) => before.get(target) !== one));
    const no = way(node.otherwise, not);
    // What either way appends to one list is one of two, as in `test.append(a if … else b)`.
    for (const [target, one] of appended) {
      const other = this.filled.get(target)!;
      if (other === one || before.has(target) || one.more) continue;
      const element = one.tests.length === tests.length + 1 && other.tests.length === tests.length + 1 ? test.chosen(one.element, other.element, at) : undefined;
      if (element !== undefined) this.filled.set(target, { ...other, element, tests, more: false });
    }
    const [then, otherwise] = [yes.result.rest, no.result.rest];
    if (then === undefined || otherwise === undefined) return undefined;
    if (then === null || otherwise === null) {
      m.journal.adopt((then === null ? no : yes).after);
      return then === null ? otherwise : then;
    }
    m.journal.join([yes.after, no.after], { reason: 'Which of two ways a loop takes is not known.', span: at.span }, m);
    names.forEach((name, i) => {
      const [a, b] = [yes.result.values[i], no.result.values[i]];
      if (a !== undefined && b !== undefined && same(a, b)) return;
      scope.set(name, (a === undefined || b === undefined ? undefined : test.chosen(a, b, at)) ?? unknown('What this name stands for in a pass of the loop is not followed.', at.span), m);
    });
    const [left, right] = [all(then.slice(tests.length)), all(otherwise.slice(tests.length))];
    if (then.length === tests.length + 1 && otherwise.length === tests.length + 1) return tests;
    const either = left instanceof Obj && right !== undefined ? left.combined('or', right) : undefined;
    return either === undefined ? undefined : [...tests, either];
  }

  private nested(node: ForStmt, list: Ruled, tests: readonly Value[]): Tests {
    const { m } = this;
    const items = m.iterate(evaluate(m, node.iterable), m.site(node.iterable));
    const inner = items instanceof Repeated ? items.list?.nested(list, tests) : undefined;
    if (!inner || node.otherwise.length > 0) return undefined;
    const { scope } = m.frame!;
    const { result, after } = m.journal.attempt(() => {
      for (const [name, value] of [...scope.names]) {
        const seen = inner.seen(value);
        if (seen !== value) scope.set(name, seen, m);
      }
      assign(m, node.target, inner.item);
      return this.run(node.body, inner.list, []);
    });
    if (result === undefined) return undefined;
    m.journal.join([after, new Map()], { reason: 'What a loop leaves behind is not followed.', span: m.span(node) }, m);
    return tests;
  }
}

const all = (tests: readonly Value[]): Value | undefined => tests.reduce<Value | undefined>((one, other, i) => (i === 0 ? other : one instanceof Obj ? one.combined('and', other) : undefined), undefined);

/** The first of several indices, where the others take all there is: `[i,]`, `[i, ...]`, `[i, :, :]`. */
function rowIn({ items }: Tuple): Value | undefined {
  const whole = items.slice(1).every((item) => item instanceof Ellipsis || (item instanceof Slice && item.lower === null && item.upper === null && item.step === null));
  return whole ? items[0] : undefined;
}

const isQuiet = (node: Stmt): boolean => node.kind === 'Pass' || node.kind === 'Continue' || (node.kind === 'Expression' && node.value.kind === 'Call' && node.value.callee.kind === 'Name' && node.value.callee.id === 'print');

/** Names that a block binds. */
function assigned(block: Block): string[] {
  return block.flatMap((node): string[] => {
    if (node.kind === 'Assign') return node.targets.flatMap(namesOf);
    if (node.kind === 'Annotated' || node.kind === 'Update') return namesOf(node.target);
    return node.kind === 'If' ? [...assigned(node.body), ...assigned(node.otherwise)] : [];
  });
}
const namesOf = (target: Expr): string[] => (target.kind === 'Name' ? [target.id] : target.kind === 'Sequence' ? target.items.flatMap(namesOf) : []);

/** Whether something is appended in a block, or written into an item, as it is written. */
function fills(block: Block): boolean {
  return block.some((node) => {
    if (node.kind === 'Assign') return node.targets.some(({ kind }) => kind === 'Subscript');
    if (node.kind === 'Expression') return node.value.kind === 'Call' && node.value.callee.kind === 'Attribute' && node.value.callee.name === 'append';
    if (node.kind === 'If') return fills(node.body) || fills(node.otherwise);
    return (node.kind === 'For' || node.kind === 'Try') && fills(node.body);
  });
}

function holdersOf(scope: Scope): Holders {
  const holders: Holders = new Map();
  for (let at: Scope | null = scope; at; at = at.parent) {
    for (const [name, value] of at.names) if (value instanceof Obj && !(value instanceof List && value.lost)) holders.set(value, [...(holders.get(value) ?? []), [at, name]]);
  }
  return holders;
}

function bind(m: Machine, target: Obj, holders: Holders, value: Value): void {
  // Whoever else holds the list does not see what it has become.
  if (target instanceof List) lost(m, target, { reason: 'What a loop appends to this list is followed by the names that hold it only.', span: null });
  for (const [scope, name] of holders.get(target) ?? []) scope.set(name, value, m);
}

function lose(m: Machine, target: Obj, holders: Holders, loss: Loss): void {
  if (target instanceof List) lost(m, target, loss);
  else for (const [scope, name] of holders.get(target) ?? []) scope.set(name, new Unknown(loss), m);
}

function lost(m: Machine, list: List, loss: Loss): void {
  m.journal.touch(list);
  list.lost = new Unknown(loss);
}

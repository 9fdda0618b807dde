/** Generators of the program that are handed to `fit`: `while True`, in it a loop over the batches that yields each. Looked into once, for any of them. */
import type { Span } from '../../../graph/types.js';
import type { Expr, ForStmt, Stmt } from '../../../syntax/ast.js';
import { Generator } from '../../python/calls.js';
import { evaluate } from '../../python/evaluate.js';
import { execute } from '../../python/execute.js';
import { Frame } from '../../python/frame.js';
import { headOf, type Machine } from '../../python/machine.js';
import { Scope } from '../../python/scope.js';
import { type Site, type Value, asInteger } from '../../python/values.js';
import { DatasetValue } from '../dataset-value.js';
import { BatchNumber, BatchTrace } from '../files/batch.js';
import { CountValue } from '../files/count-value.js';
import { keptOrders, looked, partsOf, pipelineOf, renewalBetween, type Renewal } from './batches.js';

/** What a generator gives as data; any other value as it is. */
export function readGenerator(value: Value | undefined, at: Site): Value | undefined {
  return value instanceof Generator ? dataOf(value, at) : value;
}

/** The parts of a generator that goes round for ever. */
interface Rounds {
  readonly prelude: readonly Stmt[];
  /** What is done before each round. */
  readonly before: readonly Stmt[];
  readonly loop: ForStmt;
  /** What is done for a batch, and what is yielded of it. */
  readonly body: readonly Stmt[];
  readonly yielded: Expr;
}

/** Null where it is built in another way. */
function roundsOf(body: readonly Stmt[] | Expr): Rounds | null {
  if (!Array.isArray(body)) return null;
  const statements = body as readonly Stmt[];
  const outer = statements.at(-1);
  if (outer?.kind !== 'While' || outer.otherwise.length > 0 || !isTrue(outer.test)) return null;
  const loop = outer.body.at(-1);
  if (loop?.kind !== 'For' || loop.otherwise.length > 0 || loop.target.kind !== 'Name') return null;
  const last = loop.body.at(-1);
  const yielded = last?.kind === 'Expression' && last.value.kind === 'Yield' && !last.value.all ? last.value.value : null;
  return yielded && { prelude: statements.slice(0, -1), before: outer.body.slice(0, -1), loop, body: loop.body.slice(0, -1), yielded };
}

const isTrue = (test: Expr): boolean => (test.kind === 'Boolean' && test.value) || (test.kind === 'Integer' && test.value === 1);

/** How a loop goes through the batches: the name's value for any of them, and how many there are; null where it goes otherwise. */
function batchesOf(m: Machine, { iterable, target }: ForStmt, trace: BatchTrace): { readonly name: string; readonly number: Value; readonly count: Value } | null {
  if (target.kind !== 'Name' || iterable.kind !== 'Call' || iterable.callee.kind !== 'Name' || iterable.callee.id !== 'range' || !iterable.arguments.every(({ form }) => form === 'positional')) return null;
  const [a, b, c] = iterable.arguments.map(({ value }) => evaluate(m, value));
  const loss = { reason: 'Which batch is read is not known.', span: m.span(iterable) };
  if (b === undefined) return { name: target.id, number: new BatchNumber(loss, trace), count: a! };
  const step = c === undefined ? 1 : asInteger(c);
  if (asInteger(a) !== 0 || step === null || step < 1) return null;
  const whole = asInteger(b);
  const count = whole !== null ? Math.ceil(whole / step) : b instanceof CountValue ? b.figure('/', step, false) : undefined;
  return count === undefined ? null : { name: target.id, number: new BatchNumber(loss, trace, step), count: count instanceof CountValue ? count.rounded('ceil') : count };
}

function dataOf(generator: Generator, at: Site): DatasetValue {
  const { fn } = generator;
  const { code } = fn;
  const { machine } = at;
  const place = headOf(code);
  const refused = (reason: string, span: Span | null = place): DatasetValue => new DatasetValue(null, `the generator ${code.name} of this file gives it, and ${reason}`, {}, 'generator', null, null, span);
  const rounds = roundsOf(code.body);
  if (!rounds) return refused('it is followed only where it is `while True`, in it a loop over the batches with one yield at its end. A class with __getitem__ (keras.utils.PyDataset), or tf.data, are followed as well.');
  const trace = new BatchTrace();
  const found = looked(at, () => {
    const scope = new Scope('function', generator.scope.parent);
    for (const [name, value] of generator.scope.names) scope.set(name, value, machine);
    const frame = new Frame(code.module, code.unit, scope, fn, at.span, machine.frame);
    frame.yielded = [];
    const outer = machine.enter(frame);
    try {
      if (execute(machine, [...rounds.prelude])) return null;
      const before = keptOrders(scope.names);
      const again = machine.journal.attempt(() => (execute(machine, [...rounds.before]) ? null : keptOrders(scope.names))).result;
      const renewal: Renewal = again ? renewalBetween(before, again) : 'other';
      if (renewal !== 'arrays' && execute(machine, [...rounds.before])) return null;
      const batches = batchesOf(machine, rounds.loop, trace);
      if (!batches) return { renewal, made: null, parts: [], count: null, other: true };
      scope.set(batches.name, batches.number, machine);
      const left = execute(machine, [...rounds.body]);
      const made = left || frame.pending.length > 0 || frame.yielded.length > 0 ? null : evaluate(machine, rounds.yielded);
      return { renewal, made, parts: partsOf(made, trace), count: batches.count, other: false };
    } finally {
      machine.leave(outer);
    }
  });
  if (!found || found.other) return refused('how it goes through the batches is not followed: for i in range(0, len(paths), size) is.');
  if (found.renewal === 'other') return refused('what it changes before each round is not followed.');
  return pipelineOf({ ...found, trace, place, refused, typeName: 'generator', words: { what: 'it', slices: 'paths[i:i + size]', count: 'how many batches a round has' }, endless: true });
}

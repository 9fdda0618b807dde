/** A `call` that does something else in training than otherwise: `if training: x = self.drop(x)`. */
import type { LayerInstance, SymbolicTensor } from '../../graph/builder.js';
import { BY_MODE } from '../../graph/call-operations.js';
import { flatten } from '../../graph/tensors.js';
import type { Expr, Stmt } from '../../syntax/ast.js';
import { expressionsOf, innerExpressions, innerStatements } from '../../syntax/walk.js';
import { Args } from '../python/args.js';
import type { PyFunction } from '../python/functions.js';
import type { Site, Value } from '../python/values.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { tensorValue } from './trees.js';

const cached = new WeakMap<PyFunction['code'], boolean>();

/** Whether the body of the function asks for `training`, in place of handing it on. */
function asksForMode({ code }: PyFunction): boolean {
  let asks = cached.get(code);
  if (asks === undefined) {
    asks = code.parameters.some(({ name }) => name === 'training') && Array.isArray(code.body) && (code.body as readonly Stmt[]).some(statementAsks);
    cached.set(code, asks);
  }
  return asks;
}

function statementAsks(statement: Stmt): boolean {
  if ((statement.kind === 'If' || statement.kind === 'While') && mentions(statement.test)) return true;
  return expressionsOf(statement).some(expressionAsks) || innerStatements(statement).some(statementAsks);
}
const expressionAsks = (expr: Expr): boolean => (expr.kind === 'Conditional' && mentions(expr.test)) || innerExpressions(expr).some(expressionAsks);
const mentions = (expr: Expr): boolean => (expr.kind === 'Name' ? expr.id === 'training' : innerExpressions(expr).some(mentions));

/**
 * What the function gives, which takes `training` as Keras hands it over: where it asks for it, it is followed once more for training. That
 * second time nothing is said, no name is taken and no layer lists its calls.
 * Returns null where both ways do not give a tensor of one shape each; the first way's result is in `first`.
 */
export function inBothModes(fn: PyFunction, args: Args, first: Value, held: readonly LayerInstance[], at: Site, finish: (result: Value) => Value): Value | null {
  const given = args.keyword.get('training');
  const place = fn.code.parameters.findIndex(({ name }) => name === 'training');
  if (typeof given === 'boolean' || (given == null && args.positional.length > place && typeof args.positional[place] === 'boolean') || !asksForMode(fn)) return first;
  if (!(first instanceof TensorValue)) return null;
  const session = sessionOf(at.machine);
  const { machine } = at;
  const { handlers } = machine;
  const calls = held.map((layer) => layer.calls);
  machine.quiet++;
  machine.handlers = 0;
  let trained: Value;
  try {
    const positional = args.positional.length > place ? args.positional.map((value, i) => (i === place ? true : value)) : args.positional;
    const keyword = args.positional.length > place ? args.keyword : new Map(args.keyword).set('training', true);
    trained = finish(session.builder.names.aside(() => fn.call(new Args(positional, keyword, args.positionalSpans, args.keywordSpans, args.open), at)) ?? null);
  } finally {
    machine.handlers = handlers;
    machine.quiet--;
    held.forEach((layer, i) => (layer.calls = calls[i]!));
  }
  if (!(trained instanceof TensorValue)) return null;
  const { tensor } = first;
  if (trained.tensor === tensor) return first;
  if (trained.tensor.shape?.join() !== tensor.shape?.join()) return null;
  return tensorValue(session.builder.operation(BY_MODE, [trained.tensor, tensor], {}, tensor.info, at.span, (inputs) => flatten(inputs).at(-1) ?? tensor.info, BY_MODE) as SymbolicTensor, session);
}

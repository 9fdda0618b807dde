import type { SymbolicTensor } from '../../../graph/builder.js';
import { Unknown } from '../../../graph/values.js';
import { Args } from '../../python/args.js';
import { type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { info } from '../shapes.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { tensorValue } from '../trees.js';
import { indexTensor } from './index-tensor.js';

const shapeKey = (value: Value): string | null => (value instanceof TensorValue ? JSON.stringify(value.tensor.shape) : value instanceof ArrayValue ? JSON.stringify(value.shape) : null);

/** `cond(pred, true_fn, false_fn)`: the branch that a known condition takes; of an unknown one, what both give in common. */
export function chosen(pred: Value, yes: Value, no: Value, at: Site): Value {
  const truth = pred instanceof Unknown || pred instanceof TensorValue || pred instanceof ArrayValue ? null : at.machine.truth(pred, at);
  if (truth !== null) return at.machine.call(truth ? yes : no, Args.none, at);
  const [a, b] = [at.machine.call(yes, Args.none, at), at.machine.call(no, Args.none, at)];
  return shapeKey(a) !== null && shapeKey(a) === shapeKey(b) ? a : unknown('Which branch of this condition is taken is not known.', at.span);
}

/** `map_fn(fn, x)`: what the function gives for one entry of the first axis, for all of them. */
export function mapped(fn: Value, x: Value, at: Site): Value {
  if (!(x instanceof TensorValue)) return unknown('What this function is applied to is not followed.', at.span);
  const part = indexTensor(x, 0, at);
  const one = part === undefined ? null : at.machine.call(fn, Args.of(part), at);
  if (!(one instanceof TensorValue)) return unknown('What this function gives is not followed.', at.span);
  const { shape, dtype, loss } = one.tensor;
  const session = sessionOf(at.machine);
  const made = session.builder.operation('map', one.tensor, {}, info(shape && [x.tensor.shape?.[0] ?? null, ...shape], dtype, loss), at.span);
  return tensorValue(made as SymbolicTensor, session);
}

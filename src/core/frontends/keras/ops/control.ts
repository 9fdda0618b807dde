import type { SymbolicTensor } from '../../../graph/builder.js';
import { Unknown } from '../../../graph/values.js';
import { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { Slice, type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue, unfollowed } from '../array-value.js';
import { info, resolveAxis } from '../shapes.js';
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
  return shapeKey(a) !== null && shapeKey(a) === shapeKey(b) ? unfollowed(a, 'cond', at) : unknown('Which branch of this condition is taken is not known.', at.span);
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

/** `scan(fn, elems, initializer)`: one state for each entry of the first axis. */
export function scanned(x: Value, first: Value, at: Site): Value {
  const [given, state] = [x, first].map((value) => (value instanceof TensorValue ? value.tensor : value instanceof ArrayValue ? value : null));
  if (!(x instanceof TensorValue) || !given || !state?.shape) return unknown('What this scan gives is not followed.', at.span);
  const session = sessionOf(at.machine);
  const made = session.builder.operation('scan', x.tensor, {}, info([given.shape?.[0] ?? null, ...state.shape], state.dtype, state.loss), at.span);
  return tensorValue(made as SymbolicTensor, session);
}

/** `while_loop(cond, body, loop_vars)`: its variables, where one turn leaves their shapes as they are. */
export function looped(body: Value, vars: Value, at: Site): Value {
  const lost = (): Value => unknown('What this loop gives is not followed.', at.span);
  if (!(vars instanceof Tuple || vars instanceof List) || vars.lost) return lost();
  const after = at.machine.call(body, new Args(vars.items, new Map()), at);
  if (!(after instanceof Tuple || after instanceof List) || after.items.length !== vars.items.length) return lost();
  return new Tuple(after.items.map((item, i) => (shapeKey(item) === shapeKey(vars.items[i]!) ? unfollowed(item, 'while_loop', at) : lost())));
}

/** `keras.ops.scan(f, init, xs)`: the last carry, and what `f` gives for each entry of the first axis. */
export function carried(fn: Value, init: Value, xs: Value, at: Site): Value {
  const lost = (): Value => unknown('What this scan gives is not followed.', at.span);
  const part = xs instanceof TensorValue ? indexTensor(xs, 0, at) : undefined;
  if (!(xs instanceof TensorValue) || part === undefined) return lost();
  const made = at.machine.call(fn, Args.of(init, part), at);
  if (!(made instanceof Tuple || made instanceof List) || made.items.length !== 2) return lost();
  const [carry, one] = made.items;
  const { shape, dtype, loss } = one instanceof TensorValue ? one.tensor : one instanceof ArrayValue ? one : { shape: null, dtype: 'float32' as const, loss: undefined };
  if (!shape || shapeKey(carry!) !== shapeKey(init)) return lost();
  const session = sessionOf(at.machine);
  const all = session.builder.operation('scan', xs.tensor, {}, info([xs.tensor.shape?.[0] ?? null, ...shape], dtype, loss), at.span);
  return new Tuple([unfollowed(carry!, 'scan', at), tensorValue(all as SymbolicTensor, session)]);
}

/** `switch(index, branches, *operands)`: the branch that a known number takes; of an unknown one, what all give in common. */
export function switched(index: Value, branches: Value, operands: readonly Value[], at: Site): Value {
  const lost = (): Value => unknown('Which of these branches is taken is not known.', at.span);
  if (!(branches instanceof Tuple || branches instanceof List) || branches.lost || branches.items.length === 0) return lost();
  const number = asInteger(index);
  const last = branches.items.length - 1;
  const run = (branch: Value): Value => at.machine.call(branch, new Args(operands, new Map()), at);
  if (number !== null) return run(branches.items[Math.min(Math.max(number, 0), last)]!);
  const [first, ...others] = branches.items.map(run);
  return shapeKey(first!) !== null && others.every((other) => shapeKey(other) === shapeKey(first!)) ? unfollowed(first!, 'switch', at) : lost();
}

/** `associative_scan(f, elems)` of one tensor: as many results as there are entries. */
export function associated(fn: Value, x: Value, axis: Value, at: Site): Value {
  const number = asInteger(axis);
  if (!(x instanceof TensorValue) || !x.tensor.shape || number === null) return unknown('What this scan gives is not followed.', at.span);
  const before = x.tensor.shape;
  const place = resolveAxis(number, before.length, 'associative_scan')!;
  const part = indexTensor(x, new Tuple(before.map((_, i) => new Slice(null, i === place ? 1 : null, null))), at);
  const one = part === undefined ? null : at.machine.call(fn, Args.of(part, part), at);
  if (!(one instanceof TensorValue)) return unknown('What this function gives is not followed.', at.span);
  const session = sessionOf(at.machine);
  return tensorValue(session.builder.operation('associative_scan', one.tensor, {}, info(before, one.tensor.dtype, one.tensor.loss), at.span) as SymbolicTensor, session);
}

/** `jvp(f, primals, tangents)`: what the function gives, and its derivative of the same shape. */
export function derived(fn: Value, primals: Value, at: Site): Value {
  if (!(primals instanceof Tuple || primals instanceof List) || primals.lost) return unknown('What this function is applied to is not followed.', at.span);
  const made = at.machine.call(fn, new Args(primals.items, new Map()), at);
  return made instanceof TensorValue ? new Tuple([made, unfollowed(made, 'jvp', at)]) : unknown('What this function gives is not followed.', at.span);
}

/** `fori_loop(lower, upper, body, value)`: the value, where one turn leaves its shape as it is. */
export function counted(body: Value, value: Value, at: Site): Value {
  const after = at.machine.call(body, Args.of(0, value), at);
  return shapeKey(after) !== null && shapeKey(after) === shapeKey(value) ? unfollowed(after, 'fori_loop', at) : unknown('What this loop gives is not followed.', at.span);
}

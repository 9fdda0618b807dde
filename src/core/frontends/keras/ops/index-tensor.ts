import type { Dim, Shape } from '../../../graph/types.js';
import { flatten, showShape } from '../../../graph/tensors.js';
import { type Maybe, Unknown } from '../../../graph/values.js';
import { List, Tuple } from '../../python/containers.js';
import { Ellipsis, Float, NumpyInteger, ellipsis as rest, type Site, Slice, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { sessionOf } from '../session.js';
import { info, lengthAt, reject, Rejection, slicedLength } from '../shapes.js';
import { TensorValue } from '../tensor-value.js';
import { isOfModel } from './symbolic.js';
import { tensorValue } from '../trees.js';
import type { SymbolicTensor } from '../../../graph/builder.js';

/** `tensor[index]`: integers drop axes, slices shorten them, None adds one, an ellipsis stands for the rest. */
export function indexTensor(value: TensorValue, index: Value, at: Site): Value | undefined {
  const { tensor } = value;
  const session = sessionOf(at.machine);
  checkIndex(value, index, at);
  let shape: Shape | null | Unknown;
  try {
    shape = tensor.shape === null ? null : indexedShape(tensor.shape, index);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    session.report(error.problem, at.span, at);
    return unknown(error.problem.message, at.span);
  }
  const loss = tensor.loss ?? (shape instanceof Unknown ? shape.loss : undefined);
  const made = session.builder.operation('get_item', tensor, { index: indexConfig(index) }, info(shape instanceof Unknown ? null : shape, tensor.dtype, loss), at.span, (inputs) => {
    const [given] = flatten(inputs);
    const again = given?.shape ? indexedShape(given.shape, index) : null;
    return info(again instanceof Unknown ? null : again, given?.dtype ?? tensor.dtype, given?.loss ?? (again instanceof Unknown ? again.loss : undefined));
  });
  return tensorValue(made as SymbolicTensor, session);
}

/** An index as configuration, part by part: `{ at }`, `{ from, to, step }`, `"newaxis"`, `"..."`. */
function indexConfig(index: Value): Maybe {
  const bound = (value: Value): Maybe => (value === null ? null : (asInteger(value) ?? unknown('An index of this tensor is not known.')));
  return (index instanceof Tuple ? index.items : [index]).map((part): Maybe => {
    if (part === null) return 'newaxis';
    if (part instanceof Ellipsis) return '...';
    return part instanceof Slice ? { from: bound(part.lower), to: bound(part.upper), step: bound(part.step) } : { at: bound(part) };
  });
}

/** A tensor of a model takes Python's own whole numbers, slices, None and `...` (`GetItem.compute_output_spec`), and no NumPy number, list or tensor. */
function checkIndex(value: TensorValue, index: Value, at: Site): void {
  const part = (index instanceof Tuple ? index.items : [index]).find((item) => item instanceof ArrayValue || item instanceof NumpyInteger || item instanceof TensorValue || item instanceof Float || typeof item === 'string' || (item instanceof List && index instanceof Tuple));
  if (part === undefined || !isOfModel(value, at)) return;
  const one = part instanceof NumpyInteger || (part instanceof ArrayValue && part.shape?.length === 0);
  at.machine.raise('ValueError', `A tensor of a model takes whole numbers, slices, None and ... as an index, but found ${one ? 'a number of NumPy' : at.machine.show(part)}. ${one ? 'Write int(...) around it' : 'Use keras.ops.take(x, indices, axis=...)'}.`, at, 'index-type');
}

/** Shape of `x[index]`, or the unknown part that decides it. */
export function indexedShape(shape: Shape, index: Value): Shape | Unknown {
  const parts = index instanceof Tuple ? index.items : [index];
  const taken = parts.filter((p) => p !== null && !(p instanceof Ellipsis) && !(p instanceof Unknown)).length;
  const result: Dim[] = [];
  let axis = 0;
  for (const part of parts) {
    if (part instanceof Unknown) return part;
    if (part === null) {
      result.push(1);
      continue;
    }
    if (part instanceof Ellipsis) {
      const upTo = shape.length - (taken - countTaken(parts.slice(0, parts.indexOf(part))));
      while (axis < upTo) result.push(shape[axis++]!);
      continue;
    }
    if (axis >= shape.length) reject('index-mismatch', `This takes ${taken} axes, but the tensor ${showShape(shape)} has only ${shape.length}.`);
    const length = lengthAt(shape, axis++);
    if (part instanceof Slice) {
      const bound = (v: Value): Dim | undefined => (v === null ? undefined : asInteger(v));
      const whole = part.lower === null && part.upper === null && (part.step === null || part.step === 1 || part.step === -1);
      result.push(whole ? length : slicedLength(length, bound(part.lower), bound(part.upper), bound(part.step)));
    } else if (part instanceof ArrayValue || part instanceof List || part instanceof TensorValue) return unknown('Which entries are taken here is not followed.');
    else {
      const position = asInteger(part);
      if (position !== null && length !== null && (position >= length || position < -length)) reject('index-mismatch', `Position ${position} is outside axis ${axis - 1} of the tensor ${showShape(shape)}, which has length ${length}.`);
    }
  }
  return [...result, ...shape.slice(axis)];
}

const countTaken = (parts: readonly Value[]): number => parts.filter((p) => p !== null && !(p instanceof Ellipsis)).length;

/** `tf.strided_slice`: an index in parts, with masks of bits for the parts that mean something else. */
export function stridedSlice(x: Value, begin: Value, end: Value, strides: Value, [beginMask, endMask, ellipsis, newAxis, shrink]: readonly Value[], at: Site): Value {
  const lists = [begin, end].map((value) => (value instanceof List || value instanceof Tuple ? value.items : null));
  const [from, to] = lists;
  if (!(x instanceof TensorValue) || !from || !to) return unknown('Which part is taken here is not followed.', at.span);
  const by = strides instanceof List || strides instanceof Tuple ? strides.items : null;
  const bit = (mask: Value | undefined, i: number): boolean => ((asInteger(mask ?? 0) ?? 0) >> i) % 2 === 1;
  const parts = from.map((start, i): Value => {
    if (bit(newAxis, i)) return null;
    if (bit(ellipsis, i)) return rest;
    if (bit(shrink, i)) return start;
    return new Slice(bit(beginMask, i) ? null : start, bit(endMask, i) ? null : (to[i] ?? null), by?.[i] ?? null);
  });
  return indexTensor(x, new Tuple(parts), at) ?? unknown('Which part is taken here is not followed.', at.span);
}

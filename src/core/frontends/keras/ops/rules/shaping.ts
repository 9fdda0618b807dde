import type { Dim, Shape, TensorInfo } from '../../../../graph/types.js';
import { showShape } from '../../../../graph/tensors.js';
import { List, Tuple } from '../../../python/containers.js';
import { ArrayValue } from '../../array-value.js';
import { type Value, asInteger } from '../../../python/values.js';
import { lengthAt, promote, reshaped, resolveAxis } from '../../shapes.js';
import { type OpCall, op } from '../rule.js';
import { openAxis } from '../shape-of.js';

/** One length along an axis where all others must agree. */
function concatenated(call: OpCall, tensors: readonly TensorInfo[], axis: Dim): Shape | null {
  const known = tensors.map((t) => t.shape);
  const first = known.find((s) => s !== null);
  if (!first || axis === null || known.includes(null)) return first ? first.map(() => null) : null;
  const at = resolveAxis(axis, first.length, call.name)!;
  return first.map((_, i): Dim => {
    let length = (i === at ? 0 : null) as Dim;
    for (const shape of known as readonly Shape[]) {
      if (shape.length !== first.length) call.reject('rank-mismatch', `${call.name} needs tensors with the same number of axes, but got ${showShape(first)} and ${showShape(shape)}.`);
      const d = lengthAt(shape, i);
      if (i === at) length = length === null || d === null ? null : length + d;
      else if (length === null) length = d;
      else if (d !== null && d !== length) call.reject('shapes-differ', `${call.name} needs tensors that agree in every axis but ${at}, but got ${showShape(first)} and ${showShape(shape)}. Bring them to one size first.`);
    }
    return length;
  });
}

/** Axes of `split`: equal parts, or cuts at given places. */
function pieces(call: OpCall, length: Dim, given: Value): readonly Dim[] | null {
  const parts = asInteger(given);
  if (parts !== null) {
    if (length !== null && length % parts !== 0) call.reject('split-mismatch', `${call.name} cannot cut an axis of ${length} into ${parts} equal parts.`);
    return new Array<Dim>(parts).fill(length === null ? null : length / parts);
  }
  if (!(given instanceof List || given instanceof Tuple) || given.lost) return null;
  const cuts = given.items.map((item) => asInteger(item));
  const starts: readonly Dim[] = [0, ...cuts];
  return [...cuts, length].map((end, i) => {
    const start = starts[i] ?? null;
    return end === null || start === null ? null : end - start;
  });
}

/** Shapes are lists of lengths: those joined or stacked are a shape again. */
const isList = (value: Value | undefined): value is List | Tuple => (value instanceof List || value instanceof Tuple) && !value.lost;
const isLength = (value: Value): boolean => asInteger(value) !== null || value === openAxis;
function joinedLists(xs: Value): Value | undefined {
  if (!isList(xs) || !xs.items.every((item) => isList(item) && item.items.every(isLength))) return undefined;
  return new Tuple(xs.items.flatMap((item) => (item as List | Tuple).items));
}

export default {
  reshape: op('reshape(x, newshape)', (call) => {
    const x = call.tensor('x');
    const target = call.shape('newshape');
    return call.result(target && reshaped(x.shape, target, 'reshape'), x.dtype);
  }),
  expand_dims: op('expand_dims(x, axis)', (call) => {
    const x = call.tensor('x');
    const axes = call.integers('axis');
    if (!x.shape || !axes || axes.includes(null)) return call.result(null, x.dtype);
    const rank = x.shape.length + axes.length;
    const places = axes.map((a) => resolveAxis(a, rank, 'expand_dims')!);
    const rest = [...x.shape];
    return call.result(Array.from({ length: rank }, (_, i) => (places.includes(i) ? 1 : rest.shift()!)), x.dtype);
  }),
  squeeze: op('squeeze(x, axis=None)', (call) => {
    const x = call.tensor('x');
    const axes = call.integers('axis');
    if (!x.shape) return call.result(null, x.dtype);
    if (axes === null) return call.result(x.shape.filter((d) => d !== 1), x.dtype);
    const gone = axes.map((a) => resolveAxis(a, x.shape!.length, 'squeeze'));
    for (const axis of gone) {
      const d = axis === null ? null : lengthAt(x.shape, axis);
      if (d !== null && d !== 1) call.reject('squeeze-mismatch', `squeeze can only drop axes of length 1, but axis ${axis} of ${showShape(x.shape)} has length ${d}.`);
    }
    return call.result(x.shape.filter((_, i) => !gone.includes(i)), x.dtype);
  }),
  transpose: op('transpose(x, axes=None)', (call) => {
    const x = call.tensor('x');
    const axes = call.integers('axes');
    if (!x.shape) return call.result(null, x.dtype);
    if (axes === null) return call.result(x.shape.toReversed(), x.dtype);
    if (axes.length !== x.shape.length) call.reject('rank-mismatch', `transpose is told ${axes.length} axes, but the tensor ${showShape(x.shape)} has ${x.shape.length}.`);
    return call.result(axes.map((a) => (a === null ? null : x.shape![resolveAxis(a, x.shape!.length, 'transpose')!]!)), x.dtype);
  }),
  swapaxes: op('swapaxes(x, axis1, axis2)', (call) => {
    const x = call.tensor('x');
    const [a, b] = [call.integer('axis1'), call.integer('axis2')];
    if (!x.shape || a === null || b === null) return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const shape = [...x.shape];
    const [i, j] = [resolveAxis(a, shape.length, 'swapaxes')!, resolveAxis(b, shape.length, 'swapaxes')!];
    [shape[i], shape[j]] = [shape[j]!, shape[i]!];
    return call.result(shape, x.dtype);
  }),
  moveaxis: op('moveaxis(x, source, destination)', (call) => {
    const x = call.tensor('x');
    const [from, to] = [call.integers('source'), call.integers('destination')];
    if (!x.shape || !from || !to || from.includes(null) || to.includes(null)) return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const rank = x.shape.length;
    const [source, target] = [from.map((a) => resolveAxis(a, rank, 'moveaxis')!), to.map((a) => resolveAxis(a, rank, 'moveaxis')!)];
    const rest = x.shape.filter((_, i) => !source.includes(i));
    return call.result(Array.from({ length: rank }, (_, i) => (target.includes(i) ? x.shape![source[target.indexOf(i)]!]! : rest.shift()!)), x.dtype);
  }),
  concatenate: op('concatenate(xs, axis=0)', (call) => {
    const tensors = call.tensors('xs');
    const dtype = tensors.map((t) => t.dtype).reduce(promote, tensors[0]?.dtype ?? 'float32');
    return call.result(concatenated(call, tensors, call.integer('axis')), dtype);
  }, { direct: ([xs]) => joinedLists(xs ?? null) }),
  stack: op('stack(x, axis=0)', (call) => {
    const tensors = call.tensors('x');
    const first = tensors.find((t) => t.shape)?.shape;
    const axis = call.integer('axis');
    const dtype = tensors[0]?.dtype ?? 'float32';
    if (!first || axis === null) return call.result(null, dtype);
    for (const { shape } of tensors) {
      if (shape && (shape.length !== first.length || shape.some((d, i) => d !== null && first[i] !== null && d !== first[i]))) call.reject('shapes-differ', `stack needs tensors of one shape, but got ${showShape(first)} and ${showShape(shape)}.`);
    }
    const at = resolveAxis(axis, first.length + 1, 'stack')!;
    return call.result([...first.slice(0, at), tensors.length, ...first.slice(at)], dtype);
  }, { direct: ([x]) => (isList(x) && x.items.length > 0 && x.items.every(isLength) ? new Tuple(x.items) : undefined) }),
  unstack: op('unstack(x, num=None, axis=0)', (call) => {
    const x = call.tensor('x');
    const axis = call.integer('axis');
    if (!x.shape || axis === null) return call.result(null, x.dtype);
    const at = resolveAxis(axis, x.shape.length, 'unstack')!;
    const count = call.has('num') ? call.integer('num') : x.shape[at]!;
    if (count === null) return call.result(null, x.dtype);
    return Array.from({ length: Math.min(count, 1000) }, () => call.result(x.shape!.filter((_, i) => i !== at), x.dtype));
  }),
  split: op('split(x, indices_or_sections, axis=0)', (call) => {
    const x = call.tensor('x');
    const axis = call.integer('axis');
    if (!x.shape || axis === null) return call.result(null, x.dtype);
    const at = resolveAxis(axis, x.shape.length, 'split')!;
    const lengths = pieces(call, x.shape[at]!, call.value('indices_or_sections'));
    if (!lengths) return call.result(null, x.dtype);
    return lengths.map((length) => call.result(x.shape!.map((d, i) => (i === at ? length : d)), x.dtype));
  }),
  repeat: op('repeat(x, repeats, axis=None)', (call) => {
    const x = call.tensor('x');
    const times = call.integer('repeats');
    const axes = call.integers('axis');
    if (!x.shape || axes?.[0] == null) return call.result(null, x.dtype);
    const at = resolveAxis(axes[0], x.shape.length, 'repeat')!;
    return call.result(x.shape.map((d, i) => (i === at ? (d === null || times === null ? null : d * times) : d)), x.dtype);
  }),
  tile: op('tile(x, repeats)', (call) => {
    const x = call.tensor('x');
    const times = call.integers('repeats');
    if (!x.shape || !times) return call.result(null, x.dtype);
    const rank = Math.max(x.shape.length, times.length);
    const pad = <T>(list: readonly T[], fill: T) => [...new Array<T>(rank - list.length).fill(fill), ...list];
    const counts = pad<Dim>(times, 1);
    return call.result(pad<Dim>(x.shape, 1).map((d, i) => (d === null || counts[i] == null ? (counts[i] === 1 ? d : null) : d * counts[i])), x.dtype);
  }),
  pad: op('pad(x, pad_width, mode="constant", constant_values=None)', (call) => {
    const x = call.tensor('x');
    const written = call.value('pad_width');
    const given = written instanceof ArrayValue && written.content ? written.content : written;
    if (!x.shape) return call.result(null, x.dtype);
    const one = asInteger(given);
    const widths = given instanceof List || given instanceof Tuple ? given.items : null;
    const total = (axis: number): Dim => {
      if (one !== null) return 2 * one;
      const pair = widths?.[axis];
      if (pair instanceof List || pair instanceof Tuple) {
        const [a, b] = [asInteger(pair.items[0] ?? null), asInteger(pair.items[1] ?? null)];
        return a === null || b === null ? null : a + b;
      }
      return null;
    };
    return call.result(x.shape.map((d, i) => (total(i) === 0 ? d : d === null || total(i) === null ? null : d + total(i)!)), x.dtype);
  }),
  broadcast_to: op('broadcast_to(x, shape)', (call) => {
    const target = call.shape('shape');
    return call.result(target?.map((d) => (d === 'open' ? null : d)) ?? null, call.tensor('x').dtype);
  }),
  ravel: op('ravel(x)', (call) => {
    const x = call.tensor('x');
    return call.result(reshaped(x.shape, [-1], 'ravel'), x.dtype);
  }),
  take: op('take(x, indices, axis=None)', (call) => {
    const [x, indices] = [call.tensor('x'), call.tensor('indices')];
    const axes = call.integers('axis');
    if (!x.shape || !indices.shape) return call.result(null, x.dtype);
    if (axes === null) return call.result(indices.shape, x.dtype);
    if (axes[0] == null) return call.result(null, x.dtype);
    const at = resolveAxis(axes[0], x.shape.length, 'take')!;
    return call.result([...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)], x.dtype);
  }),
  one_hot: op('one_hot(x, num_classes, axis=-1, dtype="float32", sparse=False)', (call) => {
    const x = call.tensor('x');
    const axis = call.integer('axis');
    if (!x.shape || axis === null) return call.result(null, call.dtype('dtype', 'float32'));
    const at = resolveAxis(axis, x.shape.length + 1, 'one_hot')!;
    return call.result([...x.shape.slice(0, at), call.integer('num_classes'), ...x.shape.slice(at)], call.dtype('dtype', 'float32'));
  }),
  diag: op('diag(x, k=0)', (call) => {
    const x = call.tensor('x');
    if (!x.shape) return call.result(null, x.dtype);
    return call.result(x.shape.length === 1 ? [x.shape[0]!, x.shape[0]!] : [null], x.dtype);
  }),
  meshgrid: op('meshgrid(*x, indexing="xy")', (call) => {
    const tensors = call.tensors('x');
    const lengths = tensors.map(({ shape }): Dim => (shape ? (shape.length === 0 ? 1 : (shape[0] ?? null)) : null));
    const [first = null, second = null, ...rest] = lengths;
    const shape = lengths.length < 2 || call.text('indexing') === 'ij' ? lengths : [second, first, ...rest];
    return tensors.map(({ dtype }) => call.result(shape, dtype));
  }),
};

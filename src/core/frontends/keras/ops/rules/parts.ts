import type { Dim } from '../../../../graph/types.js';
import { broadcast, lengthAt, resolveAxis, sizeOf } from '../../shapes.js';
import { op } from '../rule.js';

const minus = (d: Dim, by: number): Dim => (d === null ? null : Math.max(0, d - by));

/** Operations that take parts of a tensor, turn it or spread it. */
export default {
  slice: op('slice(inputs, start_indices, shape)', (call) => {
    const [x, shape] = [call.tensor('inputs'), call.shape('shape')];
    const starts = call.integers('start_indices');
    // TensorFlow's -1 takes what is left of the axis.
    const lengths = shape?.map((d, i): Dim => {
      if (d === 'open') return null;
      const [whole, start] = [x.shape ? lengthAt(x.shape, i) : null, starts?.[i] ?? null];
      return d === -1 ? (whole === null || start === null ? null : whole - start) : d;
    });
    return call.result(lengths ?? null, x.dtype);
  }),
  diff: op('diff(a, n=1, axis=-1)', (call) => {
    const x = call.tensor('a');
    const [n, axis] = [call.integer('n'), call.integer('axis')];
    if (!x.shape || n === null || axis === null) return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const at = resolveAxis(axis, x.shape.length, 'diff');
    return call.result(x.shape.map((d, i) => (i === at ? minus(d, n) : d)), x.dtype);
  }),
  rot90: op('rot90(array, k=1, axes=(0, 1))', (call) => {
    const x = call.tensor('array');
    const [k, axes] = [call.integer('k'), call.integers('axes')];
    if (!x.shape || k === null || axes?.[0] == null || axes[1] == null) return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const shape = [...x.shape];
    const [i, j] = [resolveAxis(axes[0], shape.length, 'rot90')!, resolveAxis(axes[1], shape.length, 'rot90')!];
    if (k % 2 !== 0) [shape[i], shape[j]] = [shape[j]!, shape[i]!];
    return call.result(shape, x.dtype);
  }),
  outer: op('outer(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    return call.result(a.shape && b.shape && [sizeOf(a.shape), sizeOf(b.shape)], a.dtype);
  }),
  multi_hot: op('multi_hot(inputs, num_classes=None, axis=-1, dtype=None, sparse=False)', (call) => {
    const x = call.tensor('inputs');
    const classes = call.integer('num_classes');
    return call.result(x.shape && [...x.shape.slice(0, x.shape.length < 2 ? 0 : 1), ...x.shape.slice(2), classes], call.dtype('dtype', 'float32'));
  }),
  take_along_axis: op('take_along_axis(x, indices, axis=None)', (call) => {
    const [x, indices] = [call.tensor('x'), call.tensor('indices')];
    const axes = call.integers('axis');
    if (axes === null) return call.result(indices.shape, x.dtype);
    if (!x.shape || !indices.shape || axes[0] == null) return call.result(null, x.dtype);
    const at = resolveAxis(axes[0], x.shape.length, 'take_along_axis')!;
    const others = broadcast(x.shape.map((d, i) => (i === at ? 1 : d)), indices.shape.map((d, i) => (i === at ? 1 : d)), 'take_along_axis', call.loss !== undefined)!;
    return call.result(others.map((d, i) => (i === at ? lengthAt(indices.shape!, i) : d)), x.dtype);
  }),
  segment_sum: op('segment_sum(data, segment_ids, num_segments=None, sorted=False)', (call) => {
    const x = call.tensor('data');
    return call.result(x.shape && [call.has('num_segments') ? call.integer('num_segments') : null, ...x.shape.slice(1)], x.dtype);
  }),
  ...Object.fromEntries(['rms_normalization(x, scale=None, axis=-1, epsilon=None)', 'layer_normalization(x, gamma=None, beta=None, axis=-1, epsilon=None)', 'batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=0.001)', 'band_part(x, lower, upper)'].map((signature) => [
    signature.slice(0, signature.indexOf('(')),
    op(signature, (call) => {
      const x = call.tensor('x');
      return call.result(x.shape, x.dtype);
    }),
  ])),
  diagonal: op('diagonal(x, offset=0, axis1=0, axis2=1)', (call) => {
    const x = call.tensor('x');
    const [a, b] = [call.integer('axis1'), call.integer('axis2')];
    if (!x.shape || a === null || b === null || call.integer('offset') !== 0) return call.result(null, x.dtype);
    const [i, j] = [resolveAxis(a, x.shape.length, 'diagonal')!, resolveAxis(b, x.shape.length, 'diagonal')!];
    const [m, n] = [lengthAt(x.shape, i), lengthAt(x.shape, j)];
    return call.result([...x.shape.filter((_, k) => k !== i && k !== j), m === null || n === null ? null : Math.min(m, n)], x.dtype);
  }),
};

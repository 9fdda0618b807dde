import type { Dim, Dtype, Shape, TensorInfo } from '../../../../graph/types.js';
import { showShape } from '../../../../graph/tensors.js';
import { broadcast, lengthAt, promote, resolveAxis, sizeOf } from '../../shapes.js';
import { op } from '../rule.js';

const real = (dtype: Dtype): Dtype => (dtype.includes('float') ? dtype : dtype === 'int64' ? 'float64' : 'float32');
const BYTES: Partial<Record<Dtype, number>> = { bool: 1, int8: 1, uint8: 1, int16: 2, uint16: 2, float16: 2, bfloat16: 2, int32: 4, uint32: 4, float32: 4, int64: 8, uint64: 8, float64: 8 };
const without = (shape: Shape, axis: number): Shape => shape.filter((_, i) => i !== axis);

/** Points between two tensors, along a new axis. */
const points = (name: string, more: string) => op(`${name}(start, stop, num=50, endpoint=True, ${more}dtype=None, axis=0)`, (call) => {
  const [a, b] = [call.tensor('start'), call.tensor('stop')];
  const shape = broadcast(a.shape, b.shape, name, call.loss !== undefined);
  const axis = shape ? resolveAxis(call.integer('axis'), shape.length + 1, name) : null;
  return call.result(shape && axis !== null ? shape.toSpliced(axis, 0, call.integer('num')) : null, call.dtype('dtype', real(promote(a.dtype, b.dtype))));
});

/** Numbers in and numbers out (`keras/src/ops/numpy.py`, `math.py`, `linalg.py`), where the shape is certain. */
export default {
  allclose: op('allclose(x1, x2, rtol=1e-05, atol=1e-08, equal_nan=False)', (call) => call.result([], (call.tensor('x1'), call.tensor('x2'), 'bool')), { layerName: 'all_close' }),
  corrcoef: op('corrcoef(x)', (call) => {
    const x = call.tensor('x');
    // As Keras says it of a tensor of a model: that of the input.
    return call.result(x.shape, real(x.dtype));
  }),
  correlate: op('correlate(x1, x2, mode="valid")', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    for (const { shape } of [a, b]) if (shape && shape.length !== 1) call.reject('rank-mismatch', `correlate takes two tensors of one axis, but found shape ${showShape(shape)}.`);
    const [m, n] = [a.shape?.[0] ?? null, b.shape?.[0] ?? null];
    const mode = call.text('mode');
    const length = m === null || n === null ? null : mode === 'full' ? m + n - 1 : mode === 'same' ? Math.max(m, n) : Math.abs(m - n) + 1;
    return call.result([length], real(promote(a.dtype, b.dtype)));
  }),
  cross: op('cross(x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    const at = (x: TensorInfo, name: string): number | null => (x.shape ? resolveAxis(call.integer(call.has('axis') ? 'axis' : name), x.shape.length, 'cross') : null);
    const [i, j] = [at(a, 'axisa'), at(b, 'axisb')];
    if (!a.shape || !b.shape || i === null || j === null) return call.result(null, a.dtype);
    const [m, n] = [lengthAt(a.shape, i), lengthAt(b.shape, j)];
    for (const [length, shape] of [[m, a.shape], [n, b.shape]] as const) if (length !== null && length !== 2 && length !== 3) call.reject('shapes-differ', `cross takes vectors of 2 or 3 numbers, but axis ${shape === a.shape ? i : j} of ${showShape(shape)} has ${length}.`);
    const rest = broadcast(without(a.shape, i), without(b.shape, j), 'cross', call.loss !== undefined);
    if (!rest || (m === null && n === null)) return call.result(null, promote(a.dtype, b.dtype));
    if (m !== 3 && n !== 3) return call.result(m === null || n === null ? null : rest, promote(a.dtype, b.dtype));
    const to = resolveAxis(call.integer(call.has('axis') ? 'axis' : 'axisc'), rest.length + 1, 'cross');
    return call.result(to === null ? null : rest.toSpliced(to, 0, 3), promote(a.dtype, b.dtype));
  }),
  diagflat: op('diagflat(x, k=0)', (call) => {
    const x = call.tensor('x');
    const [size, k] = [x.shape ? sizeOf(x.shape) : null, call.integer('k')];
    const side: Dim = size === null || k === null ? null : size + Math.abs(k);
    return call.result([side, side], x.dtype);
  }),
  geomspace: points('geomspace', ''),
  logspace: points('logspace', 'base=10, '),
  histogram: op('histogram(x, bins=10, range=None)', (call) => {
    const x = call.tensor('x');
    const bins = call.integer('bins');
    return [call.result([bins], x.dtype), call.result([bins === null ? null : bins + 1], x.dtype)];
  }),
  lstsq: op('lstsq(a, b, rcond=None)', (call) => {
    const [a, b] = [call.tensor('a'), call.tensor('b')];
    if (a.shape && a.shape.length !== 2) call.reject('rank-mismatch', `lstsq takes a matrix, but found shape ${showShape(a.shape)}.`);
    return call.result(a.shape && b.shape && [a.shape[1]!, ...b.shape.slice(1)], a.dtype);
  }),
  polar: op('polar(abs_, angle)', (call) => {
    const x = call.tensor('abs_');
    return call.result(broadcast(x.shape, call.tensor('angle').shape, 'polar', call.loss !== undefined), x.dtype);
  }),
  select: op('select(condlist, choicelist, default=0)', (call) => {
    const [first, ...rest] = call.tensors('choicelist');
    const shape = [...rest, ...call.tensors('condlist')].reduce<Shape | null>((all, { shape: one }) => broadcast(all, one, 'select', call.loss !== undefined), first?.shape ?? null);
    return call.result(shape, first?.dtype ?? 'float32');
  }),
  trapezoid: op('trapezoid(y, x=None, dx=1.0, axis=-1)', (call) => {
    const y = call.tensor('y');
    const axis = y.shape ? resolveAxis(call.integer('axis'), y.shape.length, 'trapezoid') : null;
    return call.result(y.shape && axis !== null ? without(y.shape, axis) : null, real(y.dtype));
  }),
  unravel_index: op('unravel_index(indices, shape)', (call) => {
    const x = call.tensor('indices');
    return (call.shape('shape') ?? []).map(() => call.result(x.shape, x.dtype));
  }),
  vander: op('vander(x, N=None, increasing=False)', (call) => {
    const x = call.tensor('x');
    if (x.shape && x.shape.length !== 1) call.reject('rank-mismatch', `vander takes a tensor of one axis, but found shape ${showShape(x.shape)}.`);
    return call.result(x.shape && [x.shape[0]!, call.has('N') ? call.integer('N') : x.shape[0]!], x.dtype);
  }),
  view: op('view(x, dtype=None)', (call) => {
    const x = call.tensor('x');
    const dtype = call.dtype('dtype', x.dtype);
    const [before, after] = [BYTES[x.dtype], BYTES[dtype]];
    if (before === after) return call.result(x.shape, dtype);
    const last = x.shape?.at(-1) ?? null;
    if (!x.shape || last === null || before === undefined || after === undefined) return call.result(x.shape && [...x.shape.slice(0, -1), null], dtype);
    if ((last * before) % after !== 0) call.reject('reshape-mismatch', `view cannot read ${last} numbers of ${before} bytes as numbers of ${after} bytes: ${last * before} is not a multiple of ${after}.`);
    return call.result([...x.shape.slice(0, -1), (last * before) / after], dtype);
  }),
  view_as_complex: op('view_as_complex(x)', (call) => {
    const x = call.tensor('x');
    if (x.shape && x.shape.at(-1) !== null && x.shape.at(-1) !== 2) call.reject('shapes-differ', `view_as_complex takes pairs of numbers, but the last axis of ${showShape(x.shape)} has ${x.shape.at(-1)}.`);
    return call.result(x.shape?.slice(0, -1) ?? null, x.dtype);
  }),
  view_as_real: op('view_as_real(x)', (call) => {
    const x = call.tensor('x');
    return call.result(x.shape && [...x.shape, 2], x.dtype);
  }),
  bincount: op('bincount(x, weights=None, minlength=0, sparse=False)', (call) => {
    const x = call.tensor('x');
    // How many there are is decided by the largest number.
    return call.result(x.shape && [...x.shape.slice(0, -1), null], call.has('weights') ? call.tensor('weights').dtype : 'int32');
  }),
  unique: op('unique(x, sorted=True, return_index=False, return_inverse=False, return_counts=False, axis=None, size=None, fill_value=None)', (call) => {
    const x = call.tensor('x');
    const size = call.has('size') ? call.integer('size') : null;
    const axis = call.has('axis') && x.shape ? resolveAxis(call.integer('axis'), x.shape.length, 'unique') : null;
    const along = axis === null ? null : lengthAt(x.shape!, axis);
    const values = call.has('axis') ? (x.shape?.map((d, i) => (i === axis ? size : d)) ?? null) : [size];
    const made = [call.result(values, x.dtype)];
    if (call.flag('return_index')) made.push(call.result([size], 'int32'));
    if (call.flag('return_inverse')) made.push(call.result(call.has('axis') ? [along] : x.shape, 'int32'));
    if (call.flag('return_counts')) made.push(call.result([size], 'int32'));
    return made.length === 1 ? made[0]! : made;
  }),
  ctc_decode: op('ctc_decode(inputs, sequence_lengths, strategy="greedy", beam_width=100, top_paths=1, merge_repeated=True, mask_index=0)', (call) => {
    const x = call.tensor('inputs');
    const paths = call.text('strategy') === 'greedy' ? 1 : call.integer('top_paths');
    return [call.result(x.shape && [paths, x.shape[0]!, lengthAt(x.shape, 1)], 'int32'), call.result(x.shape && [x.shape[0]!, paths], real(x.dtype))];
  }),
};

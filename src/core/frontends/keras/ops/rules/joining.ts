import type { Dim, Shape, TensorInfo } from '../../../../graph/types.js';
import { asInteger } from '../../../python/values.js';
import { lengthAt, promote, resolveAxis, sizeOf } from '../../shapes.js';
import { type OpCall, op } from '../rule.js';

const plus = (a: Dim, b: Dim): Dim => (a === null || b === null ? null : a + b);

/** NumPy's stacking: each tensor gets the axes that it lacks, then they are joined along one. */
function joined(call: OpCall, full: (shape: Shape) => Shape, along: (rank: number) => number): TensorInfo {
  const tensors = call.tensors('xs');
  const dtype = tensors.map((t) => t.dtype).reduce(promote, tensors[0]?.dtype ?? 'float32');
  const shapes = tensors.map(({ shape }) => shape && full(shape));
  const [first] = shapes;
  if (!first || shapes.includes(null)) return call.result(null, dtype);
  const axis = along(first.length);
  return call.result(first.map((d, i) => (i === axis ? (shapes as readonly Shape[]).map((shape) => lengthAt(shape, i)).reduce(plus) : d)), dtype);
}

/** Nearly equal parts: the first few are one longer. */
function divided(call: OpCall, axis: Dim): TensorInfo | readonly TensorInfo[] {
  const x = call.tensor('x');
  const count = asInteger(call.value('indices_or_sections'));
  if (!x.shape || axis === null || count === null) return call.result(null, x.dtype);
  const at = resolveAxis(axis, x.shape.length, call.name)!;
  const length = lengthAt(x.shape, at);
  return Array.from({ length: Math.min(count, 1000) }, (_, i) => call.result(x.shape!.map((d, k) => (k === at ? (length === null ? null : Math.floor(length / count) + (i < length % count ? 1 : 0)) : d)), x.dtype));
}

/** Joining and cutting along axes that have names of their own. */
export default {
  hstack: op('hstack(xs)', (call) => joined(call, (shape) => shape, (rank) => (rank === 1 ? 0 : 1))),
  vstack: op('vstack(xs)', (call) => joined(call, (shape) => (shape.length === 1 ? [1, ...shape] : shape), () => 0)),
  dstack: op('dstack(xs)', (call) => joined(call, (shape) => (shape.length === 1 ? [1, ...shape, 1] : shape.length === 2 ? [...shape, 1] : shape), () => 2)),
  append: op('append(x1, x2, axis=None)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    if (!a.shape || !b.shape) return call.result(null, a.dtype);
    const axes = call.integers('axis');
    if (axes === null) return call.result([plus(sizeOf(a.shape), sizeOf(b.shape))], promote(a.dtype, b.dtype));
    const at = resolveAxis(axes[0] ?? null, a.shape.length, 'append');
    return call.result(a.shape.map((d, i) => (i === at ? plus(d, lengthAt(b.shape!, i)) : d)), promote(a.dtype, b.dtype));
  }),
  array_split: op('array_split(x, indices_or_sections, axis=0)', (call) => divided(call, call.integer('axis'))),
  hsplit: op('hsplit(x, indices_or_sections)', (call) => divided(call, call.tensor('x').shape?.length === 1 ? 0 : 1)),
  vsplit: op('vsplit(x, indices_or_sections)', (call) => divided(call, 0)),
  dsplit: op('dsplit(x, indices_or_sections)', (call) => divided(call, 2)),
  slice_update: op('slice_update(inputs, start_indices, updates)', (call) => call.result(call.tensor('inputs').shape, call.tensor('inputs').dtype)),
  scatter_update: op('scatter_update(inputs, indices, updates, reduction=None)', (call) => call.result(call.tensor('inputs').shape, call.tensor('inputs').dtype)),
  scatter: op('scatter(indices, values, shape)', (call) => call.result(call.shape('shape')?.map((d) => (d === 'open' ? null : d)) ?? null, call.tensor('values').dtype)),
  ...Object.fromEntries(['segment_max', 'segment_min', 'segment_prod'].map((name) => [name, op(`${name}(data, segment_ids, num_segments=None, sorted=False)`, (call) => {
    const x = call.tensor('data');
    return call.result(x.shape && [call.has('num_segments') ? call.integer('num_segments') : null, ...x.shape.slice(1)], x.dtype);
  })])),
  nonzero: op('nonzero(x)', (call) => {
    const x = call.tensor('x');
    return x.shape ? x.shape.map(() => ({ shape: [null], dtype: 'int32' as const })) : call.result(null, 'int32');
  }),
  searchsorted: op('searchsorted(sorted_sequence, values, side="left")', (call) => call.result(call.tensor('values').shape, 'int32')),
};

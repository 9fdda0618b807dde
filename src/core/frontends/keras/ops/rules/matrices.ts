import type { Dim, Shape, TensorInfo } from '../../../../graph/types.js';
import { lengthAt, sizeOf } from '../../shapes.js';
import { type OpCall, op } from '../rule.js';

const least = (a: Dim, b: Dim): Dim => (a === null || b === null ? null : Math.min(a, b));
const times = (a: Dim, b: Dim): Dim => (a === null || b === null ? null : a * b);

/** A batch of matrices: what comes before the last two axes, and those. */
function matrices(call: OpCall, name: string): { readonly x: TensorInfo; readonly batch: Shape; readonly rows: Dim; readonly columns: Dim } | null {
  const x = call.tensor(name);
  if (!x.shape || x.shape.length < 2) return null;
  return { x, batch: x.shape.slice(0, -2), rows: lengthAt(x.shape, -2), columns: lengthAt(x.shape, -1) };
}
const rule = (signature: string, shape: (batch: Shape, rows: Dim, columns: Dim, call: OpCall) => Shape | readonly Shape[], argument = 'x') => op(signature, (call) => {
  const found = matrices(call, argument);
  if (!found) return call.result(null, call.tensor(argument).dtype);
  const made = shape(found.batch, found.rows, found.columns, call);
  return isOne(made) ? call.result(made, found.x.dtype) : made.map((one) => call.result(one, found.x.dtype));
});
const isOne = (made: Shape | readonly Shape[]): made is Shape => !Array.isArray(made[0]);

/** Linear algebra (`keras/src/ops/linalg.py`). */
export default {
  ...Object.fromEntries(['cholesky(x, upper=False)', 'cholesky_inverse(x, upper=False)', 'inv(x)'].map((signature) => [signature.slice(0, signature.indexOf('(')), rule(signature, (batch, n, m) => [...batch, n, m])])),
  pinv: rule('pinv(x, rcond=None)', (batch, n, m) => [...batch, m, n]),
  ...Object.fromEntries(['det(x)', 'logdet(x)'].map((signature) => [signature.slice(0, signature.indexOf('(')), rule(signature, (batch) => batch)])),
  matrix_rank: rule('matrix_rank(x, tol=None)', (batch) => batch),
  slogdet: op('slogdet(x)', (call) => {
    const found = matrices(call, 'x');
    const one = call.result(found?.batch ?? null, call.tensor('x').dtype);
    return [one, one];
  }),
  ...Object.fromEntries(['eig', 'eigh'].map((name) => [name, rule(`${name}(x)`, (batch, n, m) => [[...batch, n], [...batch, n, m]])])),
  lu_factor: rule('lu_factor(x)', (batch, n, m) => [[...batch, n, m], [...batch, least(n, m)]]),
  qr: rule('qr(x, mode="reduced")', (batch, n, m, call) => {
    const inner = call.text('mode') === 'complete' ? n : least(n, m);
    return [[...batch, n, inner], [...batch, inner, m]];
  }),
  svd: rule('svd(x, full_matrices=True, compute_uv=True)', (batch, n, m, call) => {
    const inner = least(n, m);
    if (call.value('compute_uv') === false) return [...batch, inner];
    const full = call.value('full_matrices') !== false;
    return [[...batch, n, full ? n : inner], [...batch, inner], [...batch, full ? m : inner, m]];
  }),
  ...Object.fromEntries(['solve(a, b)', 'solve_triangular(a, b, lower=False)'].map((signature) => [signature.slice(0, signature.indexOf('(')), op(signature, (call) => call.result(call.tensor('b').shape, call.tensor('a').dtype))])),
  trace: op('trace(x, offset=0, axis1=0, axis2=1)', (call) => {
    const x = call.tensor('x');
    const axes = [call.integer('axis1'), call.integer('axis2')].map((axis) => (axis === null || !x.shape ? null : axis < 0 ? axis + x.shape.length : axis));
    return call.result(x.shape && !axes.includes(null) ? x.shape.filter((_, i) => !axes.includes(i)) : null, x.dtype);
  }),
  inner: op('inner(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    // TensorFlow leaves the axes of the second open.
    return call.result(a.shape && b.shape && [...a.shape.slice(0, -1), ...b.shape.slice(0, -1).map(() => null)], a.dtype);
  }),
  vdot: op('vdot(x1, x2)', (call) => call.result([], call.tensor('x1').dtype)),
  kron: op('kron(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    if (!a.shape || !b.shape) return call.result(null, a.dtype);
    const rank = Math.max(a.shape.length, b.shape.length);
    const pad = (shape: Shape): Shape => [...new Array<Dim>(rank - shape.length).fill(1), ...shape];
    const [x, y] = [pad(a.shape), pad(b.shape)];
    return call.result(x.map((d, i) => times(d, y[i]!)), a.dtype);
  }),
  cdist: op('cdist(x, y)', (call) => {
    const [a, b] = [call.tensor('x'), call.tensor('y')];
    return call.result(a.shape && b.shape && [...a.shape.slice(0, -1), lengthAt(b.shape, -2)], a.dtype);
  }),
  size: op('size(x)', (call) => (call.tensor('x'), call.result([], 'int32')), { direct: ([x]) => (x !== null && typeof x === 'object' && 'shape' in x && Array.isArray(x.shape) ? (sizeOf(x.shape as Shape) ?? undefined) : undefined) }),
};

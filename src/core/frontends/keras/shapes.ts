import { Rejection, reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Dim, Dtype, Loss, Shape, TensorInfo } from '../../graph/types.js';

/** Length of an axis, counted from the end where it is negative; null where it is not known. */
export const lengthAt = (shape: Shape, axis: number): Dim => shape.at(axis) ?? null;

/** Shape of an elementwise operation on two tensors (NumPy's broadcasting). A missing length meets any other. */
export function broadcast(a: Shape | null, b: Shape | null, name: string, lost: boolean): Shape | null {
  if (a === null || b === null) return null;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dim => {
    const x = a.length - rank + i < 0 ? 1 : lengthAt(a, a.length - rank + i);
    const y = b.length - rank + i < 0 ? 1 : lengthAt(b, b.length - rank + i);
    if (x === 1) return y;
    if (y === 1) return x;
    if (x === null || y === null) return lost ? null : (x ?? y);
    if (x !== y) reject('shapes-differ', `${name} needs shapes that fit each other axis by axis, but got ${showShape(a)} and ${showShape(b)}: ${x} and ${y} differ. Bring both to one shape first.`);
    return x;
  });
}

/** The number of entries, or null where a length is missing. */
export const sizeOf = (shape: Shape): Dim => shape.reduce<Dim>((size, d) => (size === null || d === null ? null : size * d), 1);

/** An axis counted from the front; null where it is not known. */
export function resolveAxis(axis: number | null, rank: number, name: string): number | null {
  if (axis === null) return null;
  if (axis < -rank || axis >= rank) reject('axis-out-of-range', `${name} is told axis ${axis}, but the tensor has ${rank} axes (0 to ${rank - 1}). Name one of these.`);
  return axis < 0 ? axis + rank : axis;
}

/** Target of a reshape: -1 takes what is left. `target` has null for lengths that are not known. */
export function reshaped(shape: Shape | null, target: readonly (Dim | 'open')[], name: string): Shape {
  const known: Dim[] = target.map((d) => (d === 'open' ? null : d));
  const free = known.indexOf(-1);
  const total = shape ? sizeOf(shape) : null;
  const rest = known.reduce<Dim>((size, d, i) => (i === free ? size : size === null || d === null ? null : size * d), 1);
  if (free >= 0) {
    if (total !== null && rest !== null && rest > 0) {
      if (total % rest !== 0) reject('reshape-mismatch', `${name} cannot turn shape ${showShape(shape)} (${total} values) into (${known.map((d) => d ?? 'None').join(', ')}): ${total} is not a multiple of ${rest}.`);
      known[free] = total / rest;
    } else known[free] = null;
  } else if (total !== null && rest !== null && total !== rest) {
    reject('reshape-mismatch', `${name} cannot turn shape ${showShape(shape)} (${total} values) into (${known.map((d) => d ?? 'None').join(', ')}) (${rest} values). Choose lengths whose product is ${total}.`);
  }
  return known;
}

/** Shape without the axes that a reduction takes. `axes` null means all of them. */
export function reduced(shape: Shape | null, axes: readonly (number | null)[] | null, keepDims: boolean, name: string): Shape | null {
  if (shape === null) return axes === null && !keepDims ? [] : null;
  if (axes === null) return keepDims ? shape.map(() => 1) : [];
  const gone = axes.map((axis) => resolveAxis(axis, shape.length, name));
  if (gone.includes(null)) return keepDims ? shape.map(() => null) : new Array<null>(Math.max(0, shape.length - gone.length)).fill(null);
  return keepDims ? shape.map((d, i) => (gone.includes(i) ? 1 : d)) : shape.filter((_, i) => !gone.includes(i));
}

/** Length of `slice(lower, upper, step)` along an axis; null where it cannot be told. */
export function slicedLength(length: Dim, lower: Dim | undefined, upper: Dim | undefined, step: Dim | undefined): Dim {
  if (lower === null || upper === null || step === null) return null;
  const by = step ?? 1;
  if (by === 0) return null;
  if (length === null) {
    if (by !== 1) return null;
    if (lower === undefined && upper === undefined) return null;
    return null;
  }
  const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  if (by > 0) {
    const from = lower === undefined ? 0 : clamp(lower, 0, length);
    const to = upper === undefined ? length : clamp(upper, 0, length);
    return Math.max(0, Math.ceil((to - from) / by));
  }
  const from = lower === undefined ? length - 1 : clamp(lower, -1, length - 1);
  const to = upper === undefined ? -1 : clamp(upper, -1, length - 1);
  return Math.max(0, Math.ceil((from - to) / -by));
}

const ORDER: readonly Dtype[] = ['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'bfloat16', 'float16', 'float32', 'float64'];
/** The dtype of a result of two dtypes, as Keras promotes them, for the kinds that models use. */
export function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  const [x, y] = [ORDER.indexOf(a), ORDER.indexOf(b)];
  if ((a === 'float16' && b === 'bfloat16') || (a === 'bfloat16' && b === 'float16')) return 'float32';
  const wide = ORDER[Math.max(x, y)] ?? 'float32';
  return wide;
}

/** A tensor's description; the loss only where a length is missing. */
export function info(shape: Shape | null, dtype: Dtype, loss: Loss | undefined): TensorInfo {
  return loss && (shape === null || shape.includes(null)) ? { shape, dtype, loss } : { shape, dtype };
}

export { Rejection, reject };

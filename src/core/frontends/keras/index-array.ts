import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { DataStep } from '../../recipe/types.js';
import { List, Tuple } from '../python/containers.js';
import { DrawnInteger, Ellipsis, type Site, Slice, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { batchSlice } from './files/batch.js';
import { boundOf, CountValue } from './files/count-value.js';
import { isPositioned } from './files/position.js';
import { indexedShape } from './ops/index-tensor.js';
import { Rejection } from './shapes.js';

/** `array[index]`. */
export function indexArray(array: ArrayValue, index: Value, at: Site): Value {
  const taken = isPositioned(index) ? index.inArray(array, at) : undefined;
  if (taken !== undefined) return taken;
  const batch = array.data ? batchSlice(index, array.length()) : null;
  if (batch) {
    batch.positions.add(null);
    batch.arrays.push(array.data!);
    return new ArrayValue(array.shape && [null, ...array.shape.slice(1)], array.dtype, { data: array.data, loss: array.loss ?? { reason: 'How many samples a batch has is not known.', span: at.span } });
  }
  if (array.content instanceof List && (asInteger(index) !== null || index instanceof Slice)) {
    const item = array.content.getItem(index, at);
    if (item instanceof List) return new ArrayValue(index instanceof Slice ? [item.items.length, ...(array.shape?.slice(1) ?? [])] : (array.shape?.slice(1) ?? null), array.dtype, { content: item, data: array.after(sliceStep(index, at), null).data });
    if (item !== undefined) return item;
  }
  if (index instanceof DrawnInteger && array.shape && array.shape.length > 1) return new ArrayValue(array.shape.slice(1), array.dtype, { loss: array.loss, why: index.loss });
  if (index instanceof Unknown) return new ArrayValue(null, array.dtype, { loss: index.loss });
  if (array.shape === null) return array.after(sliceStep(index, at), null, array.dtype, notTaken(at));
  if (index instanceof Slice && [index.lower, index.upper].some((bound) => bound instanceof CountValue) && sliceStep(index, at)) {
    const { data } = array.after(sliceStep(index, at), array.shape);
    return new ArrayValue([null, ...array.shape.slice(1)], array.dtype, { data, loss: [index.lower, index.upper].find((bound) => bound instanceof CountValue)!.loss, why: array.why });
  }
  if (index instanceof ArrayValue || index instanceof List) return picked(array, index);
  let shape;
  try {
    shape = indexedShape(array.shape, index);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return at.machine.raise('IndexError', error.problem.message, at, error.problem.code);
  }
  if (shape instanceof Unknown) return new ArrayValue(null, array.dtype, { loss: shape.loss });
  if (shape.length === 0) return unknown('The numbers of this array are not followed.', at.span);
  return array.after(sliceStep(index, at) ?? axisStep(index, array.shape.length, at), shape, array.dtype, notTaken(at));
}

const notTaken = ({ span }: Site): Loss => ({ reason: 'what this index takes of it is not followed. Slices without a step are, as in x[10:].', span });

/** Entries that a mask or a list of positions takes: how many is known for a list only. */
function picked(array: ArrayValue, index: ArrayValue | List): ArrayValue {
  const count = index instanceof List && !index.lost ? index.items.length : index instanceof ArrayValue && index.dtype !== 'bool' ? (index.shape?.[0] ?? null) : null;
  const loss = count === null ? { reason: 'How many entries are taken here is not followed.', span: null } : undefined;
  return new ArrayValue([count, ...array.shape!.slice(1)], array.dtype, { loss });
}

/** A slice along the first axis only. */
export function sliceStep(index: Value, { span }: Site): DataStep | null {
  const first = index instanceof Tuple ? index.items[0] : index;
  if (index instanceof Tuple && index.items.slice(1).some((p) => !(p instanceof Slice && isWhole(p)))) return null;
  if (!(first instanceof Slice) || !(first.step === null || first.step === 1)) return null;
  const [from, to] = [boundOf(first.lower), boundOf(first.upper)];
  return from === undefined || to === undefined ? null : { op: 'slice', from, to, span };
}

const isWhole = ({ lower, upper, step }: Slice): boolean => lower === null && upper === null && step === null;

/** `x[..., np.newaxis]` and `x[:, :, :, None]`. */
function axisStep(index: Value, rank: number, { span }: Site): DataStep | null {
  const parts = index instanceof Tuple ? index.items : [index];
  if (parts.filter((p) => p === null).length !== 1 || !parts.every((p) => p === null || p instanceof Ellipsis || (p instanceof Slice && isWhole(p)))) return null;
  const place = parts.indexOf(null);
  const dots = parts.findIndex((p) => p instanceof Ellipsis);
  return { op: 'expandDims', axis: dots !== -1 && dots < place ? -(parts.length - place) : Math.min(place, rank), span };
}

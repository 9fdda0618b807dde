import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Dim, Shape } from '../../graph/types.js';
import { type Maybe, Opaque, Unknown } from '../../graph/values.js';
import type { DataFormat, Param } from '../params.js';
import { firstSpatial } from '../windows.js';

/** Amounts before and after each spatial axis. */
export type Margins = readonly (readonly [before: Dim, after: Dim])[];

const unknown = (v: Maybe): boolean => v instanceof Unknown || v instanceof Opaque;
const amount = (v: Maybe, zero = true): boolean => unknown(v) || typeof v === 'boolean' || (typeof v === 'number' && Number.isInteger(v) && v >= (zero ? 0 : 1));

/** Margins of `count` axes: one number for all, one a side of each axis, or a pair for each (ZeroPadding2D, Cropping3D, ...). */
export function margins(count: number, fallback: readonly (readonly [number, number])[]): Param<Margins> {
  const side = (v: Maybe): boolean => amount(v) || (Array.isArray(v) && v.length === 2 && v.every((item: Maybe) => amount(item)));
  const read = (v: Maybe): readonly [Dim, Dim] => (typeof v === 'number' ? [v, v] : Array.isArray(v) ? [number(v[0] as Maybe), number(v[1] as Maybe)] : [null, null]);
  return {
    fallback,
    expects: `one integer, ${count} integers or ${count} pairs of them`,
    accepts: (v) => amount(v) || (Array.isArray(v) && v.length === count && v.every(side)),
    normalise(v) {
      if (typeof v === 'number') return Array.from({ length: count }, () => [v, v]);
      return Array.isArray(v) ? v.map((item: Maybe) => (typeof item === 'number' ? [item, item] : item)) : v;
    },
    read: (v) => (Array.isArray(v) && v.length === count ? v.map(read) : Array.from({ length: count }, () => [null, null] as const)),
  };
}
const number = (v: Maybe): Dim => (typeof v === 'number' ? v : null);

/** Margins of the one axis of a sequence: one number for both ends, or a pair. */
export function margin(fallback: readonly [number, number]): Param<Margins> {
  return {
    fallback,
    expects: 'one integer or 2 of them',
    accepts: (v) => amount(v) || (Array.isArray(v) && v.length === 2 && v.every((item: Maybe) => amount(item))),
    normalise: (v) => (typeof v === 'number' ? [v, v] : v),
    read: (v) => [Array.isArray(v) ? [number(v[0] as Maybe), number(v[1] as Maybe)] : [null, null]],
  };
}

/** Adds the margins to the spatial axes. */
export function pad(shape: Shape, padding: Margins, format: DataFormat): Shape {
  const start = firstSpatial(format);
  return shape.map((length, i) => {
    const by = padding[i - start];
    return by === undefined || length === null ? length : by[0] === null || by[1] === null ? null : length + by[0] + by[1];
  });
}

/** Cuts the margins off the spatial axes. Rejects a cut that leaves nothing. */
export function crop(type: string, shape: Shape, cropping: Margins, format: DataFormat): Shape {
  const start = firstSpatial(format);
  return shape.map((length, i) => {
    const by = cropping[i - start];
    if (by === undefined || length === null) return length;
    if (by[0] === null || by[1] === null) return null;
    const left = length - by[0] - by[1];
    if (left <= 0) reject('cropping-exceeds-input', `${type} cuts ${by[0]} + ${by[1]} off axis ${i}, but that axis has only ${length} (input ${showShape(shape)}). Crop less.`, 'cropping');
    return left;
  });
}

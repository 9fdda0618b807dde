import { type Slice, type Value, asInteger } from './values.js';

/** Positions that a slice takes from a sequence of a length; null where a bound is not known. */
export function slicePositions(slice: Slice, length: number): number[] | null {
  const bound = (value: Value): number | null | undefined => (value === null ? undefined : asInteger(value));
  const [lower, upper, given] = [bound(slice.lower), bound(slice.upper), bound(slice.step)];
  if (lower === null || upper === null || given === null || given === 0) return null;
  const step = given ?? 1;
  const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const positions: number[] = [];
  if (step > 0) {
    const end = upper === undefined ? length : clamp(upper, 0, length);
    for (let i = lower === undefined ? 0 : clamp(lower, 0, length); i < end; i += step) positions.push(i);
  } else {
    const end = upper === undefined ? -1 : clamp(upper, -1, length - 1);
    for (let i = lower === undefined ? length - 1 : clamp(lower, -1, length - 1); i > end; i += step) positions.push(i);
  }
  return positions;
}

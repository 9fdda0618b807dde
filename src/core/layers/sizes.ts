import type { Dim } from '../graph/types.js';

/** Product of lengths; null where one is not known. A zero makes it zero only where all are known. */
export function product(lengths: readonly Dim[]): Dim {
  let result = 1;
  for (const d of lengths) {
    if (d === null) return null;
    result *= d;
  }
  return result;
}

/** Sum of lengths; null where one is not known. */
export function sum(lengths: readonly Dim[]): Dim {
  let result = 0;
  for (const d of lengths) {
    if (d === null) return null;
    result += d;
  }
  return result;
}

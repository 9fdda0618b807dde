import type { Dim, Shape } from '../graph/types.js';

/**
 * The batch of what is computed from several tensors together: one of 1 is repeated for the others, so that beside an open one the result
 * is open; a longer one decides.
 */
export function jointBatch(shapes: readonly (Shape | null | undefined)[]): Dim {
  const batches = shapes.map((shape) => shape?.[0] ?? null);
  return batches.find((d) => d !== null && d !== 1) ?? (batches.includes(null) ? null : 1);
}

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

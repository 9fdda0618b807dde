import { reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Dim, Shape } from '../graph/types.js';

/**
 * The batch of what is computed from several tensors together: one of 1 is repeated for the others, so that beside an open one the result
 * is open; a longer one decides.
 */
export function jointBatch(shapes: readonly (Shape | null | undefined)[]): Dim {
  const batches = shapes.map((shape) => shape?.[0] ?? null);
  return batches.find((d) => d !== null && d !== 1) ?? (batches.includes(null) ? null : 1);
}

/** The one batch that all tensors have which have one; rejects two of them. */
export function oneBatch(type: string, shapes: readonly (Shape | null | undefined)[]): Dim {
  return onlyBatch(type, shapes, shapes);
}

/** `jointBatch` of what is computed; rejects batches that cannot be repeated for each other. */
export function repeatedBatch(type: string, shapes: readonly (Shape | null | undefined)[]): Dim {
  onlyBatch(type, shapes, shapes.filter((shape) => shape?.[0] !== 1));
  return jointBatch(shapes);
}

function onlyBatch(type: string, shapes: readonly (Shape | null | undefined)[], compared: readonly (Shape | null | undefined)[]): Dim {
  const [batch = null, other] = fixedBatches(compared);
  if (other !== undefined) reject('merge-shape-mismatch', `${type} needs inputs of one batch, but got batches of ${batch} and ${other} (shapes ${shapes.map((shape) => showShape(shape ?? null)).join(' and ')}). Give the inputs one batch_size, or leave it open.`);
  return batch;
}

/** Batches of the shapes that are not open, each once. */
export const fixedBatches = (shapes: readonly (Shape | null | undefined)[]): readonly number[] => [...new Set(shapes.map((shape) => shape?.[0] ?? null).filter((d) => d !== null))];

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

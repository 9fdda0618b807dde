import { setImmediate } from 'node:timers/promises';
import { eachChunk } from '../datasets/steps.js';
import { rowSize, type Rows } from '../datasets/rows.js';

/** More classes than this are numbers to be estimated, not classes. */
const mostClasses = 10_000;

/** The class of each sample: a whole number from 0, or the place of the one in a row of zeros. Null where targets are neither. `signal` ends the count with its reason. */
export async function labelsOf(targets: Rows, signal?: AbortSignal): Promise<Int32Array | null> {
  const size = rowSize(targets.shape);
  if (targets.shape.length > 1 || (size > 1 && targets.shape.length === 0)) return null;
  const labels = new Int32Array(targets.count);
  const numbers = new Set<number>();
  await eachChunk(targets, async (values, from) => {
    // Values that are in memory come without a pause in which anybody could be heard.
    if (signal) await setImmediate();
    signal?.throwIfAborted();
    for (let i = 0; i * size < values.length; i++) {
      const label = size === 1 ? values[i]! : hot(values.subarray(i * size, (i + 1) * size));
      labels[from + i] = label;
      if (numbers.size <= mostClasses) numbers.add(label);
    }
  });
  return [...numbers].every((label) => Number.isInteger(label) && label >= 0 && label < mostClasses) ? labels : null;
}

/** Where the only one of a row of zeros stands; -1 where it is no such row. */
function hot(row: ArrayLike<number>): number {
  let at = -1;
  for (let i = 0; i < row.length; i++) {
    if (row[i] === 0) continue;
    if (row[i] !== 1 || at >= 0) return -1;
    at = i;
  }
  return at;
}

/** Samples of each class; at least `classes` of them. */
export function countsOf(labels: Int32Array, classes: number): number[] {
  const counts = Array.from({ length: Math.max(classes, labels.reduce((most, label) => Math.max(most, label + 1), 0)) }, () => 0);
  for (const label of labels) counts[label]!++;
  return counts;
}

import type { Histogram } from '../../../core/protocol/inspection.js';

const bins = 32;
/** Values that are looked at; of more, this many at even distances. */
const mostValues = 50_000;

/** Counts the finite values in bins from the least to the greatest; null where there are none. */
export function histogramOf(values: ArrayLike<number>): Histogram | null {
  const stride = Math.max(1, Math.floor(values.length / mostValues));
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += stride) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const counts = new Array<number>(bins).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i]!)) counts[Math.min(bins - 1, Math.floor((values[i]! - low) * scale))]!++;
  return { low: rounded(low), high: rounded(high), counts };
}

/** Five digits are more than a picture shows. */
export const rounded = (value: number): number => Number(value.toPrecision(5));

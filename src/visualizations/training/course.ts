/** How layers changed over the epochs, as pictures of few pixels. Pure. */
import type { Histogram, LayerFacts, LayerRecord } from '../../core/protocol/inspection.js';
import { colormaps } from '../colormaps.js';
import type { Pixels } from '../sheet.js';

/** One layer's facts by record; null where a record does not have the layer. */
export interface LayerCourse {
  readonly layer: string;
  readonly type: string;
  readonly facts: readonly (LayerFacts | null)[];
}

/** Layers in the order of the last record, with their facts in all of them. */
export function coursesOf(records: readonly LayerRecord[]): LayerCourse[] {
  const known = records.map(({ layers }) => new Map(layers.map((facts) => [facts.layer, facts])));
  return (records.at(-1)?.layers ?? []).map(({ layer, type }) => ({ layer, type, facts: known.map((record) => record.get(layer) ?? null) }));
}

export interface HistogramCourse {
  readonly low: number;
  readonly high: number;
  /** One column a record, one row a bin of values, the largest value at the top: shares of each record's greatest bin, 0..1. */
  readonly columns: number;
  readonly rows: number;
  readonly shares: Float32Array;
}

const rows = 24;

/** Histograms of one layer on one axis of values; null where there is none. */
export function histogramCourse(histograms: readonly (Histogram | null)[]): HistogramCourse | null {
  const known = histograms.filter((histogram) => histogram !== null);
  if (known.length === 0) return null;
  const [low, high] = [Math.min(...known.map((histogram) => histogram.low)), Math.max(...known.map((histogram) => histogram.high))];
  const columns = histograms.length;
  const shares = new Float32Array(rows * columns);
  histograms.forEach((histogram, column) => {
    if (histogram === null) return;
    const binned = rebinned(histogram, low, high);
    const most = Math.max(...binned, 1e-12);
    // The eye sees a long tail only if small counts are not black: the square root of the share.
    binned.forEach((count, row) => (shares[(rows - 1 - row) * columns + column] = Math.sqrt(count / most)));
  });
  return { low, high, columns, rows, shares };
}

/** Counts on other bins; what lies across a border is parted by length. */
function rebinned({ low, high, counts }: Histogram, from: number, to: number): number[] {
  const out = new Array<number>(rows).fill(0);
  const width = (to - from) / rows;
  counts.forEach((count, bin) => {
    if (count === 0) return;
    const [start, end] = [low + ((high - low) * bin) / counts.length, low + ((high - low) * (bin + 1)) / counts.length];
    if (!(width > 0) || end <= start) return void (out[width > 0 ? Math.min(rows - 1, Math.max(0, Math.floor((start - from) / width))) : Math.floor(rows / 2)]! += count);
    for (let row = Math.max(0, Math.floor((start - from) / width)); row < rows && from + row * width < end; row++) {
      const overlap = Math.min(end, from + (row + 1) * width) - Math.max(start, from + row * width);
      if (overlap > 0) out[row]! += (count * overlap) / (end - start);
    }
  });
  return out;
}

export function coursePixels({ columns, rows: height, shares }: HistogramCourse): Pixels {
  const { table } = colormaps.viridis;
  const rgba = new Uint8ClampedArray(4 * columns * height);
  shares.forEach((share, at) => {
    const from = 3 * Math.round(255 * share);
    rgba.set([table[from]!, table[from + 1]!, table[from + 2]!, 255], 4 * at);
  });
  return { width: columns, height, rgba };
}

/** Share of a layer's units that gave 0 for the whole sample; null where not measured. */
export const deadShare = ({ units, dead }: Pick<LayerFacts, 'units' | 'dead'>): number | null => (units === null || dead === null || units === 0 ? null : dead / units);

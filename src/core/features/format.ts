/** How facts are written beside the code: one spelling for lenses, hints, hovers, summaries and panels. */
import { grouped } from '../graph/show.js';
import type { Dim, Shape, TensorInfo } from '../graph/types.js';

export interface ShapeFormat {
  /** Whether the batch axis is written: `(None, 26, 26, 32)` instead of `(26, 26, 32)`. */
  readonly batchAxis: boolean;
}

/** `93,322`, `93.3 k` or `93322`. */
export type NumberStyle = 'grouped' | 'short' | 'plain';

/** A whole number for people; short ones keep three digits at least, and are exact below ten thousand. */
export function formatCount(count: number, style: NumberStyle = 'grouped'): string {
  if (style === 'plain') return String(count);
  return style === 'short' && count >= 1e4 ? scaled(count) : grouped(count);
}

/** `2.8 M`, `417 k`, `15.5 G`: one digit behind the point where there are fewer than three before it. */
export function scaled(value: number): string {
  // A value that rounds to a thousand of one unit is written in the next.
  const [unit, size] = value >= 999.5e9 ? ['T', 1e12] as const : value >= 999.5e6 ? ['G', 1e9] as const : value >= 999.5e3 ? ['M', 1e6] as const : ['k', 1e3] as const;
  const times = value / size;
  return `${times >= 99.95 ? times.toFixed(0) : times.toFixed(1)} ${unit}`;
}

/** `1 parameter`, `320 parameters`; unknown stays unknown. */
export function formatParameters(count: number | null, style: NumberStyle = 'grouped'): string {
  if (count === null) return 'parameters unknown';
  return `${formatCount(count, style)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

/** Multiply-accumulates of one example: `2.8 MMAC`, `864 MAC`. */
export const formatWork = (work: number): string => (work < 1e4 ? `${formatCount(work)} MAC` : `${scaled(work)}MAC`);

/**
 * One tensor's shape. An axis that Keras leaves open is `None`, one that the analysis lost is `?`: the first will be
 * known at run time, the second only we do not know.
 */
export function formatShape(tensor: TensorInfo, format: ShapeFormat): string {
  if (tensor.shape === null) return '?';
  const open = tensor.loss ? '?' : 'None';
  const [batch, ...rest] = tensor.shape;
  const axis = (length: Dim) => (length === null ? open : String(length));
  if (batch === undefined) return '()';
  // The batch itself is open in every model; `?` would suggest that something went wrong.
  const shown = format.batchAxis ? [batch === null ? 'None' : String(batch), ...rest.map(axis)] : rest.map(axis);
  return tuple(shown);
}

/** Shapes of all outputs of one call. */
export function formatShapes(tensors: readonly TensorInfo[], format: ShapeFormat): string {
  const [first] = tensors;
  if (!first) return '?';
  return tensors.length === 1 ? formatShape(first, format) : `[${tensors.map((tensor) => formatShape(tensor, format)).join(', ')}]`;
}

/** A Python tuple, one element with its comma. */
export const tuple = (items: readonly string[]): string => (items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`);

/** Numbers of one shape multiplied out: `3·3·1·32`. */
export const formatProduct = (shape: Shape): string => (shape.length === 0 ? '1' : shape.map((length) => length ?? '?').join('·'));

/** Bytes as Keras's summary writes them: `364.54 KB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let power = 0;
  let value = bytes;
  while (value / 1024 >= 1 && power < units.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${twoDigits(value)} ${units[power]}`;
}

/** As Python's `{:.2f}`: JavaScript rounds a tie (98.125) up, Python to the even digit. */
function twoDigits(value: number): string {
  const hundredths = value * 100;
  const below = Math.floor(hundredths);
  return hundredths - below === 0.5 ? ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2) : value.toFixed(2);
}

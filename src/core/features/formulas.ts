/** How an output length came about, with the numbers of one call: `(28 − 3)/1 + 1 = 26`. */
import type { ConfigValue, Dim, Layer, Shape } from '../graph/types.js';

type Config = Layer['config'];

/** Which axes a layer slides over, by Keras's class name. */
const windowed = /^(?:(?:Conv|MaxPooling|AveragePooling|DepthwiseConv|SeparableConv)(\d)D)$/;

/** The formula of a sliding window's output lengths, one line an axis (one line where all axes agree); null for other layers. */
export function windowFormula(type: string, config: Config, input: Shape | null, output: Shape | null): string | null {
  const match = windowed.exec(type);
  if (!match || !input || !output) return null;
  const axes = Number(match[1]);
  const first = config['dataFormat'] === 'channels_first' ? 2 : 1;
  const size = lengths(config['kernelSize'] ?? config['poolSize'], axes);
  const stride = lengths(config['strides'] ?? null, axes) ?? size;
  const dilation = lengths(config['dilationRate'] ?? 1, axes);
  const padding = config['padding'];
  if (!size || !stride || !dilation || typeof padding !== 'string') return null;
  const lines = Array.from({ length: axes }, (_, axis) =>
    axisFormula({ length: input[first + axis] ?? null, result: output[first + axis] ?? null, size: size[axis] ?? 1, stride: stride[axis] ?? 1, dilation: dilation[axis] ?? 1, padding }),
  );
  if (lines.some((line) => line === null)) return null;
  return [...new Set(lines)].join('; ');
}

interface Axis {
  readonly length: Dim;
  readonly result: Dim;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: string;
}

/** `(28 − 3 + 2·0)/1 + 1 = 26`: length, reach of the window, padding on both sides, stride. */
function axisFormula({ length, result, size, stride, dilation, padding }: Axis): string | null {
  if (length === null || result === null) return null;
  const window = dilation * (size - 1) + 1;
  const reach = dilation === 1 ? String(size) : `(${dilation}·(${size} − 1) + 1)`;
  const [total, padded] = paddingOf(padding, window, stride);
  // With "same" and a stride the padding depends on the length; Keras then divides and rounds up.
  if (total === null) return `⌈${length}/${stride}⌉ = ${result} ("same")`;
  const span = length - window + total;
  // The floor is written only where it changes the number.
  const [open, close] = span % stride === 0 ? ['(', ')'] : ['⌊(', ')'];
  return `${open}${length} − ${reach} + ${padded}${close}/${stride}${span % stride === 0 ? '' : '⌋'} + 1 = ${result}`;
}

/** What is added to a length, as a number and as it is written; null where it depends on the length. */
function paddingOf(padding: string, window: number, stride: number): readonly [total: number | null, written: string] {
  if (padding === 'causal') return [window - 1, String(window - 1)];
  if (padding !== 'same') return [0, '2·0'];
  if (stride !== 1) return [null, ''];
  return window % 2 === 1 ? [window - 1, `2·${(window - 1) / 2}`] : [window - 1, String(window - 1)];
}

function lengths(value: ConfigValue | undefined, axes: number): readonly number[] | null {
  if (typeof value === 'number') return Array.from({ length: axes }, () => value);
  if (Array.isArray(value) && value.length === axes && value.every((item) => typeof item === 'number')) return value;
  return null;
}

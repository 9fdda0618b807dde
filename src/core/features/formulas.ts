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

function axisFormula({ length, result, size, stride, dilation, padding }: Axis): string | null {
  if (length === null || result === null) return null;
  if (padding === 'same') return stride === 1 ? `${length} (same padding, stride 1)` : `⌈${length}/${stride}⌉ = ${result}`;
  const reach = dilation === 1 ? String(size) : `(${dilation}·(${size} − 1) + 1)`;
  const window = dilation * (size - 1) + 1;
  const extra = padding === 'causal' ? ` + ${window - 1}` : '';
  const span = length - window + (padding === 'causal' ? window - 1 : 0);
  // The floor is written only where it changes the number.
  return span % stride === 0 ? `(${length} − ${reach}${extra})/${stride} + 1 = ${result}` : `⌊(${length} − ${reach}${extra})/${stride}⌋ + 1 = ${result}`;
}

function lengths(value: ConfigValue | undefined, axes: number): readonly number[] | null {
  if (typeof value === 'number') return Array.from({ length: axes }, () => value);
  if (Array.isArray(value) && value.length === axes && value.every((item) => typeof item === 'number')) return value;
  return null;
}

import type { ColormapName } from '../colormaps.js';
import type { Options } from '../view.js';
import type { Geometry } from './contract.js';
import { kernelFrom, kernels, type KernelName } from './kernels.js';

const whole = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise);

/** What the panel's options mean. */
export const settings = ({ mode, filter, channel, row, column, playing, colours, ownColours, kernel, padding, stride, dilation }: Options) => {
  const text = typeof kernel === 'string' ? kernel : 'sobel-x';
  const rows: readonly (readonly number[])[] = text in kernels ? kernels[text as KernelName].rows : (kernelFrom(text) ?? kernels['sobel-x'].rows);
  return {
    mode: mode === 'own' ? 'own' : 'layer',
    filter: whole(filter, 0),
    channel: typeof channel === 'number' ? whole(channel, 0) : null,
    row: whole(row, 0),
    column: whole(column, 0),
    playing: playing === true,
    colours: (colours ?? 'viridis') as ColormapName,
    /** Until others are chosen, what may be below zero is drawn around it. */
    ownColours: (ownColours ?? (rows.flat().some((value) => value < 0) ? 'diverging' : 'viridis')) as ColormapName,
    kernelName: text in kernels ? (text as KernelName) : null,
    rows,
    padding: padding === 'same' ? 'same' : 'valid',
    stride: Math.max(1, whole(stride, 1)),
    dilation: Math.max(1, whole(dilation, 1)),
  } as const;
};

/** How a kernel of the user's own moves over an image, and how large the result is. */
export function ownGeometry({ rows, padding, stride, dilation }: Pick<ReturnType<typeof settings>, 'rows' | 'padding' | 'stride' | 'dilation'>, { height, width }: { readonly height: number; readonly width: number }): { readonly geometry: Geometry; readonly size: readonly [number, number] } {
  const kernel = [rows.length, rows[0]?.length ?? 1] as const;
  const reach = kernel.map((length) => (length - 1) * dilation + 1);
  const size = [height, width].map((length, axis) => Math.max(0, padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - reach[axis]!) / stride) + 1)) as [number, number];
  const before = [height, width].map((length, axis) => (padding === 'same' ? Math.floor(Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach[axis]! - length) / 2) : 0)) as [number, number];
  return { geometry: { kernel, strides: [stride, stride], dilation: [dilation, dilation], before }, size };
}

import { reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Dim, Shape } from '../graph/types.js';
import type { DataFormat } from './params.js';
import { product } from './sizes.js';

/** One axis of a sliding window. */
export interface Window {
  readonly size: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly padding: 'valid' | 'same' | 'causal';
}

/**
 * Length of one axis after a sliding window (Keras's `compute_conv_output_shape`): floor((length - reach) / stride) + 1 with
 * "valid" padding, ceil(length / stride) otherwise. Zero or less means that the window does not fit.
 */
export function windowLength(length: Dim, { size, stride, dilation, padding }: Window): Dim {
  if (length === null || stride === null) return null;
  if (padding !== 'valid') return Math.ceil(length / stride);
  if (size === null || dilation === null) return null;
  return Math.floor((length - (dilation * (size - 1) + 1)) / stride) + 1;
}

/** Index of the channel axis, from the front. */
export const channelAxis = (rank: number, format: DataFormat): number => (format === 'channels_first' ? 1 : rank - 1);

/** The channel axis's length; null where the rank is unknown or the axis is. */
export const channelsOf = (shape: Shape, format: DataFormat): Dim => shape[channelAxis(shape.length, format)] ?? null;

/** First of the spatial axes. */
export const firstSpatial = (format: DataFormat): number => (format === 'channels_first' ? 2 : 1);

/** A shape from its batch, spatial and channel parts. */
export function imageShape(batch: Dim, spatial: readonly Dim[], channels: Dim, format: DataFormat): Shape {
  return format === 'channels_first' ? [batch, channels, ...spatial] : [batch, ...spatial, channels];
}

/** What a window slides with, per spatial axis. */
export interface Windows {
  readonly size: readonly Dim[];
  readonly strides: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly padding: 'valid' | 'same' | 'causal';
  readonly format: DataFormat;
  /** The argument that sets the window's size, for the message. */
  readonly argument: string;
}

/** Spatial lengths after sliding windows over a (batch, ..., channels) tensor. Rejects a window that does not fit. */
export function slide(type: string, shape: Shape, { size, strides, dilation, padding, format, argument }: Windows): Dim[] {
  const start = firstSpatial(format);
  const lengths: Dim[] = [];
  for (let i = 0; i < size.length; i++) {
    const length = shape[start + i] ?? null;
    const result = windowLength(length, { size: size[i] ?? null, stride: strides[i] ?? null, dilation: dilation[i] ?? null, padding });
    if (result !== null && result <= 0 && padding === 'valid') doesNotFit(type, shape, length!, size[i] ?? null, dilation[i] ?? null, argument);
    lengths.push(result);
  }
  return lengths;
}

function doesNotFit(type: string, shape: Shape, length: number, size: Dim, dilation: Dim, argument: string): never {
  const reach = (dilation ?? 1) * ((size ?? 1) - 1) + 1;
  const what = argument === 'pool_size' ? 'pooling window' : 'kernel';
  const spread = dilation !== null && dilation > 1 ? ` (${size} spread by dilation_rate ${dilation})` : '';
  reject('window-exceeds-input', `${type}'s ${what} of ${reach}${spread} does not fit into an axis of length ${length}; the input has shape ${showShape(shape)}. Use padding="same", a smaller ${argument}, or less downsampling before this layer.`, argument);
}

/** Rejects a channel axis that Keras leaves open, which no kernel can be made for. */
export function demandChannels(type: string, shape: Shape, format: DataFormat, lost: boolean): void {
  if (!lost && shape.length > 0 && channelsOf(shape, format) === null) {
    reject('undefined-channels', `${type} needs a fixed number of input channels to make its weights, but axis ${channelAxis(shape.length, format)} of its input ${showShape(shape)} is None. Give that axis a length in the Input.`);
  }
}

/** Positions that a kernel is applied at: all axes but the channels; the batch counts as it stands. */
export const positions = (shape: Shape, format: DataFormat): Dim => product(shape.filter((_, i) => i !== channelAxis(shape.length, format)));

/** What a position sees through sliding windows. */
export function windowReach(size: readonly Dim[], stride: readonly Dim[], dilation: readonly Dim[], format: DataFormat): { readonly first: number; readonly window: readonly Dim[]; readonly stride: readonly Dim[] } {
  const window = size.map((s, i) => (s === null || dilation[i] == null ? null : dilation[i] * (s - 1) + 1));
  return { first: firstSpatial(format), window, stride };
}

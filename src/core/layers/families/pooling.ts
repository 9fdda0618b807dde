import type { Maybe } from '../../graph/values.js';
import { type LayerSpec, choice, dataFormat, defineLayer, flag, inert, optionalTuple, tuple } from '../define.js';
import { channelsOf, imageShape, slide, windowReach } from '../windows.js';
import { type Member, unit } from './convolution.js';

/** Keras's `BasePooling`: a window slides over the spatial axes, by its own size unless strides are given. */
export function pooling({ type, summary, aliases = [], dims, poolSize }: Member & { readonly poolSize: readonly number[] | undefined }): LayerSpec {
  return defineLayer({
    type, summary, aliases, rank: dims + 2,
    params: { poolSize: tuple(dims, poolSize), strides: optionalTuple(dims, { zero: true }), padding: choice(['valid', 'same'], 'valid'), dataFormat: dataFormat(), name: inert(null) },
    outputShape({ poolSize: size, strides, padding, dataFormat: format }, shape) {
      return imageShape(shape[0] ?? null, slide(type, shape, { size, strides: strides ?? size, dilation: unit(dims), padding, format, argument: 'pool_size' }), channelsOf(shape, format), format);
    },
    reach: ({ poolSize: size, strides, dataFormat: format }) => windowReach(size, strides ?? size, unit(dims), format),
  });
}

/** Keras's `BaseGlobalPooling`: one number a channel. */
export function globalPooling({ type, summary, aliases = [], dims, callParameters = ['inputs'] }: Member & { readonly callParameters?: readonly string[] }): LayerSpec {
  return defineLayer({
    type, summary, aliases, callParameters, rank: dims + 2,
    params: { dataFormat: dataFormat(), keepdims: flag(false) },
    outputShape({ dataFormat: format, keepdims }, shape) {
      const channels = channelsOf(shape, format);
      return keepdims ? imageShape(shape[0] ?? null, unit(dims), channels, format) : [shape[0] ?? null, channels];
    },
    reach: () => 'all',
  });
}

/** Keras's `BaseAdaptivePooling`: windows chosen so that the output has a given size. Its shape rule takes an input of any rank. */
export function adaptivePooling({ type, summary, aliases = [], dims }: Member): LayerSpec {
  const format = dataFormat();
  return defineLayer({
    type, summary, aliases,
    params: { outputSize: tuple(dims, undefined, { zero: true }), dataFormat: { ...format, accepts: (v: Maybe) => v === 0 || v === false || v === '' || format.accepts(v) } },
    outputShape: ({ outputSize, dataFormat: order }, shape) => imageShape(shape[0] ?? null, outputSize, (order === 'channels_first' ? shape[1] : shape.at(-1)) ?? null, order),
    reach: () => 'unknown',
  });
}

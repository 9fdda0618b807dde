import { reject } from '../../graph/problem.js';
import type { Dim } from '../../graph/types.js';
import { checkStrides } from '../convolutions.js';
import { type LayerSpec, choice, dataFormat, defineLayer, int, optionalTuple, tuple, weight } from '../define.js';
import { channelAxis, channelsOf, demandChannels, firstSpatial, imageShape, positions, windowReach } from '../windows.js';
import { type Member, kernelParams, times, unit } from './convolution.js';

interface Spread {
  readonly size: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly padding: 'valid' | 'same';
  /** undefined for Keras's None. */
  readonly extra: Dim | undefined;
}

/** Length of one axis after a transposed convolution (Keras's `_get_output_shape_given_tf_padding`). */
export function transposedLength(length: Dim, { size, stride, dilation, padding, extra }: Spread): Dim {
  if (length === null || stride === null) return null;
  if (padding === 'same' && extra === undefined) return length * stride;
  if (size === null || dilation === null || extra === null) return null;
  const reach = (size - 1) * dilation + 1;
  if (extra === undefined) return length * stride + Math.max(reach - stride, 0);
  return padding === 'valid' ? (length - 1) * stride + reach + extra : (length - 1) * stride + (reach % 2) + extra;
}

/** Keras's `BaseConvTranspose`. Its parameters' order is not the same for every number of axes. */
export function transposedConvolution({ type, summary, aliases = [], dims }: Member): LayerSpec {
  const outputPadding = optionalTuple(dims, { zero: true });
  const format = dataFormat();
  return defineLayer({
    type, summary, aliases, rank: dims + 2,
    params: {
      filters: int(), kernelSize: tuple(dims), strides: tuple(dims, unit(dims)), padding: choice(['valid', 'same'], 'valid', { anyCase: true }),
      ...(dims === 3 ? { dataFormat: format, outputPadding } : { outputPadding, dataFormat: format }), dilationRate: tuple(dims, unit(dims)), ...kernelParams(),
    },
    check({ strides, dilationRate, outputPadding: extra }) {
      extra?.forEach((e, i) => {
        const stride = strides[i] ?? null;
        if (e !== null && stride !== null && e >= stride) reject('output-padding-too-large', `${type}'s output_padding must be less than its strides, but on spatial axis ${i} it is ${e} with a stride of ${stride}. Lower output_padding or raise strides.`, 'output_padding');
      });
      checkStrides(type, strides, dilationRate);
    },
    outputShape({ filters, kernelSize, strides, padding, dilationRate, outputPadding: extra, dataFormat: order }, shape) {
      const start = firstSpatial(order);
      const spatial = kernelSize.map((size, i) => transposedLength(shape[start + i] ?? null, { size, stride: strides[i] ?? null, dilation: dilationRate[i] ?? null, padding, extra: extra && (extra[i] ?? null) }));
      return imageShape(shape[0] ?? null, spatial, filters, order);
    },
    weights({ filters, kernelSize, useBias, dataFormat: order, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint }, shape, { lost }) {
      demandChannels(type, shape, order, lost);
      const kernel = weight('kernel', [...kernelSize, filters, channelsOf(shape, order)], kernelInitializer, { regularizer: kernelRegularizer, constraint: kernelConstraint });
      return useBias ? [kernel, weight('bias', [filters], biasInitializer, { regularizer: biasRegularizer, constraint: biasConstraint })] : [kernel];
    },
    lockedAxes: ({ dataFormat: order }, shape) => [channelAxis(shape.length, order)],
    work: ({ dataFormat: order }, { inputs: [x], sizes }) => times(sizes.kernel ?? null, positions(x!, order)),
    reach: ({ kernelSize, strides, dilationRate, dataFormat: order }) => ({ ...windowReach(kernelSize, strides, dilationRate, order), spreads: true }),
  });
}

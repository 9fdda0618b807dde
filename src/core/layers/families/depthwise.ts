import { type LayerSpec, activation, choice, constraint, dataFormat, defineLayer, flag, initializer, int, regularizer, tuple, weight } from '../define.js';
import { sum } from '../sizes.js';
import { channelAxis, channelsOf, demandChannels, imageShape, positions, slide, windowReach } from '../windows.js';
import { type Member, times, unit } from './convolution.js';

/** Keras's `BaseDepthwiseConv`: each channel has filters of its own. */
export function depthwiseConvolution({ type, summary, aliases = [], dims }: Member): LayerSpec {
  return defineLayer({
    type, summary, aliases, rank: dims + 2,
    params: {
      kernelSize: tuple(dims), strides: tuple(dims, unit(dims)), padding: choice(['valid', 'same'], 'valid', { anyCase: true }), depthMultiplier: int(1), dataFormat: dataFormat(),
      dilationRate: tuple(dims, unit(dims)), activation: activation(), useBias: flag(true), depthwiseInitializer: initializer(), biasInitializer: initializer('zeros'),
      depthwiseRegularizer: regularizer(), biasRegularizer: regularizer(), activityRegularizer: regularizer(), depthwiseConstraint: constraint(), biasConstraint: constraint(),
    },
    outputShape({ kernelSize, strides, padding, depthMultiplier, dilationRate, dataFormat: format }, shape, { lost }) {
      demandChannels(type, shape, format, lost);
      return imageShape(shape[0] ?? null, slide(type, shape, { size: kernelSize, strides, dilation: dilationRate, padding, format, argument: 'kernel_size' }), times(depthMultiplier, channelsOf(shape, format)), format);
    },
    weights({ kernelSize, depthMultiplier, useBias, dataFormat: format, depthwiseInitializer, biasInitializer, depthwiseRegularizer, biasRegularizer, depthwiseConstraint, biasConstraint }, shape) {
      const channels = channelsOf(shape, format);
      const kernel = weight('kernel', [...kernelSize, channels, depthMultiplier], depthwiseInitializer, { regularizer: depthwiseRegularizer, constraint: depthwiseConstraint });
      return useBias ? [kernel, weight('bias', [times(depthMultiplier, channels)], biasInitializer, { regularizer: biasRegularizer, constraint: biasConstraint })] : [kernel];
    },
    lockedAxes: ({ dataFormat: format }, shape) => [channelAxis(shape.length, format)],
    work: ({ dataFormat: format }, { outputs: [out], sizes }) => times(sizes.kernel ?? null, positions(out!, format)),
    reach: ({ kernelSize, strides, dilationRate, dataFormat: format }) => windowReach(kernelSize, strides, dilationRate, format),
  });
}

/** Keras's `BaseSeparableConv`: a depthwise convolution, then a pointwise one. */
export function separableConvolution({ type, summary, aliases = [], dims }: Member): LayerSpec {
  return defineLayer({
    type, summary, aliases, rank: dims + 2,
    params: {
      filters: int(), kernelSize: tuple(dims), strides: tuple(dims, unit(dims)), padding: choice(['valid', 'same'], 'valid', { anyCase: true }), dataFormat: dataFormat(),
      dilationRate: tuple(dims, unit(dims)), depthMultiplier: int(1), activation: activation(), useBias: flag(true),
      depthwiseInitializer: initializer(), pointwiseInitializer: initializer(), biasInitializer: initializer('zeros'),
      depthwiseRegularizer: regularizer(), pointwiseRegularizer: regularizer(), biasRegularizer: regularizer(), activityRegularizer: regularizer(),
      depthwiseConstraint: constraint(), pointwiseConstraint: constraint(), biasConstraint: constraint(),
    },
    outputShape({ filters, kernelSize, strides, padding, dilationRate, dataFormat: format }, shape) {
      return imageShape(shape[0] ?? null, slide(type, shape, { size: kernelSize, strides, dilation: dilationRate, padding, format, argument: 'kernel_size' }), filters, format);
    },
    weights(p, shape, { lost }) {
      demandChannels(type, shape, p.dataFormat, lost);
      const channels = channelsOf(shape, p.dataFormat);
      const kernels = [
        weight('depthwise_kernel', [...p.kernelSize, channels, p.depthMultiplier], p.depthwiseInitializer, { regularizer: p.depthwiseRegularizer, constraint: p.depthwiseConstraint }),
        weight('pointwise_kernel', [...unit(dims), times(p.depthMultiplier, channels), p.filters], p.pointwiseInitializer, { regularizer: p.pointwiseRegularizer, constraint: p.pointwiseConstraint }),
      ];
      return p.useBias ? [...kernels, weight('bias', [p.filters], p.biasInitializer, { regularizer: p.biasRegularizer, constraint: p.biasConstraint })] : kernels;
    },
    lockedAxes: ({ dataFormat: format }, shape) => [channelAxis(shape.length, format)],
    work: ({ dataFormat: format }, { outputs: [out], sizes }) => times(sum([sizes.depthwise_kernel ?? null, sizes.pointwise_kernel ?? null]), positions(out!, format)),
    reach: ({ kernelSize, strides, dilationRate, dataFormat: format }) => windowReach(kernelSize, strides, dilationRate, format),
  });
}

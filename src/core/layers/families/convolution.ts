import type { Dim } from '../../graph/types.js';
import { checkGroups, checkStrides, groupChannels } from '../convolutions.js';
import { type LayerSpec, activation, choice, constraint, dataFormat, defineLayer, flag, inert, initializer, int, optionalInt, regularizer, tuple, weight } from '../define.js';
import { checkLora, lora } from '../lora.js';
import { channelAxis, demandChannels, imageShape, positions, slide, windowReach } from '../windows.js';

/** Names a member of a family of layers that differ in their number of spatial axes. */
export interface Member {
  readonly type: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  /** Spatial axes: 1, 2 or 3. */
  readonly dims: 1 | 2 | 3;
}

/** Parameters that every kernel with a bias has, in Keras's order. */
export const kernelParams = () => ({
  activation: activation(), useBias: flag(true), kernelInitializer: initializer(), biasInitializer: initializer('zeros'), kernelRegularizer: regularizer(), biasRegularizer: regularizer(),
  activityRegularizer: regularizer(), kernelConstraint: constraint(), biasConstraint: constraint(),
});

/** A default of 1 for each spatial axis. */
export const unit = (dims: number): readonly number[] => new Array<number>(dims).fill(1);

/** Keras's `BaseConv`: learned filters slide over the spatial axes. */
export function convolution({ type, summary, aliases = [], dims }: Member): LayerSpec {
  return defineLayer({
    type, summary, aliases, rank: dims + 2,
    params: {
      filters: int(), kernelSize: tuple(dims), strides: tuple(dims, unit(dims)), padding: choice(dims === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'], 'valid', { anyCase: true }),
      dataFormat: dataFormat(), dilationRate: tuple(dims, unit(dims)), groups: int(1), ...kernelParams(),
      loraRank: optionalInt(), loraAlpha: inert(null),
    },
    // Those of its base class (`BaseConv`) are given by name.
    positional: 16,
    check({ filters, strides, dilationRate, groups, loraRank, kernelConstraint }) {
      checkLora(type, loraRank, kernelConstraint, 'kernel_constraint');
      checkGroups(type, filters, groups);
      checkStrides(type, strides, dilationRate);
    },
    outputShape({ filters, kernelSize, strides, padding, dilationRate, dataFormat: format }, shape) {
      return imageShape(shape[0] ?? null, slide(type, shape, { size: kernelSize, strides, dilation: dilationRate, padding, format, argument: 'kernel_size' }), filters, format);
    },
    weights({ filters, kernelSize, groups, useBias, dataFormat: format, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, loraRank }, shape, { lost }) {
      demandChannels(type, shape, format, lost);
      const kernel = weight('kernel', [...kernelSize, groupChannels(type, shape, format, groups), filters], kernelInitializer, { regularizer: kernelRegularizer, constraint: kernelConstraint });
      const bias = useBias ? [weight('bias', [filters], biasInitializer, { regularizer: biasRegularizer, constraint: biasConstraint })] : [];
      return lora([kernel, ...bias], 'kernel', loraRank, kernelRegularizer);
    },
    lockedAxes: ({ dataFormat: format }, shape) => [channelAxis(shape.length, format)],
    work: ({ dataFormat: format }, { outputs: [out], sizes }) => times(sizes.kernel ?? null, positions(out!, format)),
    reach: ({ kernelSize, strides, dilationRate, dataFormat: format }) => windowReach(kernelSize, strides, dilationRate, format),
  });
}

/** A product of which any factor may be unknown. */
export const times = (a: Dim, b: Dim): Dim => (a === null || b === null ? null : a * b);

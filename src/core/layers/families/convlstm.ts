import { showShape } from '../../graph/tensors.js';
import type { Shape } from '../../graph/types.js';
import { checkStrides } from '../convolutions.js';
import { type LayerSpec, activation, choice, constraint, dataFormat, defineLayer, flag, float, initializer, int, regularizer, reject, seed, tuple, weight } from '../define.js';
import { sum } from '../sizes.js';
import { channelsOf, imageShape, positions, slide } from '../windows.js';
import { type Member, times, unit } from './convolution.js';
import { demandBatch, sequenceOutputs, sequenceShape } from './recurrent.js';

/** Shape of one frame. */
const frame = (shape: Shape): Shape => [shape[0] ?? null, ...shape.slice(2)];

/** Keras's `ConvLSTM`. */
export function convolutionalLstm({ type, summary, dims }: Member): LayerSpec {
  return defineLayer({
    type, summary, freesWeights: true, callParameters: ['sequences', 'initialState', 'mask', 'training'],
    params: {
      filters: int(), kernelSize: tuple(dims), strides: tuple(dims, unit(dims), { zero: true }), padding: choice(['valid', 'same'], 'valid', { anyCase: true }), dataFormat: dataFormat(), dilationRate: tuple(dims, unit(dims)),
      activation: activation('tanh'), recurrentActivation: activation('sigmoid'), useBias: flag(true), kernelInitializer: initializer(), recurrentInitializer: initializer('orthogonal'), biasInitializer: initializer('zeros'),
      unitForgetBias: flag(true), kernelRegularizer: regularizer(), recurrentRegularizer: regularizer(), biasRegularizer: regularizer(), activityRegularizer: regularizer(),
      kernelConstraint: constraint(), recurrentConstraint: constraint(), biasConstraint: constraint(), dropout: float(0), recurrentDropout: float(0), seed: seed(),
      returnSequences: flag(false), returnState: flag(false), goBackwards: flag(false), stateful: flag(false),
    },
    check: ({ strides, dilationRate }) => checkStrides(type, strides, dilationRate),
    infer(p, inputs, context) {
      const shape = sequenceShape(type, inputs, dims + 3);
      if (!context.lost && shape.indexOf(null, 2) > 0) reject('undefined-channels', `${type} needs fixed spatial axes and channels to make its state, but its input is ${showShape(shape)}. Give all axes but batch and steps a length in the Input.`);
      demandBatch(type, p.stateful, shape, context);
      const spatial = slide(type, frame(shape), { size: p.kernelSize, strides: p.strides, dilation: p.dilationRate, padding: p.padding, format: p.dataFormat, argument: 'kernel_size' });
      const state = imageShape(shape[0] ?? null, spatial, p.filters, p.dataFormat);
      return sequenceOutputs(p, shape, state.slice(1), [state, state], context, inputs);
    },
    weights(p, shape) {
      const channels = shape.length === dims + 3 ? channelsOf(frame(shape), p.dataFormat) : null;
      const width = times(p.filters, 4);
      return [
        weight('kernel', [...p.kernelSize, channels, width], p.kernelInitializer, { regularizer: p.kernelRegularizer, constraint: p.kernelConstraint }),
        weight('recurrent_kernel', [...p.kernelSize, p.filters, width], p.recurrentInitializer, { regularizer: p.recurrentRegularizer, constraint: p.recurrentConstraint }),
        ...(p.useBias ? [weight('bias', [width], p.biasInitializer, { regularizer: p.biasRegularizer, constraint: p.biasConstraint })] : []),
      ];
    },
    work: ({ dataFormat: format, returnSequences }, { inputs: [x], outputs: [out], sizes }) =>
      times(times(sum([sizes.kernel ?? null, sizes.recurrent_kernel ?? null]), positions(returnSequences ? frame(out!) : out!, format)), x?.[1] ?? null),
    reach: () => 'unknown',
  });
}

import { anything, defineLayer, flag, inert, intList, optionalInt, reject } from '../define.js';

export default defineLayer({
  type: 'InputLayer',
  summary: 'Where data enters a model.',
  acceptsBase: false,
  ignoresUnknown: true,
  formerly: { input_shape: 'shape', batch_input_shape: 'batchShape' },
  params: {
    shape: intList(null), batchSize: optionalInt(), dtype: inert(null), sparse: flag(false), ragged: flag(false), batchShape: intList(null), inputTensor: anything(null), optional: flag(false), name: inert(null),
  },
  check({ shape, batchSize, batchShape, inputTensor }) {
    if (inputTensor !== null) return;
    if (shape !== undefined && batchShape !== undefined) reject('argument-duplicate', 'InputLayer takes shape or batch_shape, but both are given. Remove one of them.', 'batch_shape');
    if (batchSize !== undefined && batchShape !== undefined) reject('argument-duplicate', 'InputLayer takes batch_size or batch_shape, but both are given. Remove one of them.', 'batch_size');
    if (shape === undefined && batchShape === undefined) reject('argument-missing', 'InputLayer needs a shape, but none is given. Add shape=(...), without the batch.');
    const lengths = shape ?? batchShape ?? [];
    const negative = lengths.find((d) => typeof d === 'number' && d < 0);
    if (negative !== undefined) reject('argument-type', `The lengths of an input shape must be 0 or more, or None, but found ${negative}. Use None for an open axis.`, shape ? 'shape' : 'batch_shape');
  },
});

import { defineLayer, flag, anything, inert, intList, optionalInt } from '../define.js';

export default defineLayer({
  type: 'InputLayer',
  summary: 'Where data enters a model.',
  acceptsBase: false,
  ignoresUnknown: true,
  formerly: { input_shape: 'shape', batch_input_shape: 'batchShape' },
  params: {
    shape: intList(null), batchSize: optionalInt(), dtype: inert(null), sparse: flag(false), ragged: flag(false), batchShape: intList(null), inputTensor: anything(null), optional: flag(false), name: inert(null),
  },
});

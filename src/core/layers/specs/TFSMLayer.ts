import { unknownTensor } from '../../graph/tensors.js';
import { unknownWeights } from '../../graph/infer.js';
import { defineLayer, inert } from '../define.js';

export default defineLayer({
  type: 'TFSMLayer',
  summary: 'Runs a TensorFlow SavedModel.',
  acceptsBase: false,
  params: { filepath: inert(), callEndpoint: inert('serve'), callTrainingEndpoint: inert(null), trainable: inert(true), name: inert(null), dtype: inert(null) },
  infer: (_, __, { compute }) => unknownTensor({ reason: 'What TFSMLayer returns is decided outside Keras.', span: null }, compute),
  weights: () => unknownWeights,
  reach: () => 'unknown',
});

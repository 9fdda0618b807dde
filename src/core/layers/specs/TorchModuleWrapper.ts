import { unknownTensor } from '../../graph/tensors.js';
import { unknownWeights } from '../../graph/infer.js';
import { defineLayer, inert } from '../define.js';

export default defineLayer({
  type: 'TorchModuleWrapper',
  summary: 'Wraps a PyTorch module.',
  params: { module: inert(), name: inert(null), outputShape: inert(null) },
  infer: (_, __, { compute }) => unknownTensor({ reason: 'What TorchModuleWrapper returns is decided outside Keras.', span: null }, compute),
  weights: () => unknownWeights,
  reach: () => 'unknown',
});

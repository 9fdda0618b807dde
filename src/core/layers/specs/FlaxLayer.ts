import { unknownTensor } from '../../graph/tensors.js';
import { unknownWeights } from '../../graph/infer.js';
import { defineLayer, inert } from '../define.js';

export default defineLayer({
  type: 'FlaxLayer',
  summary: 'Wraps a Flax module.',
  params: { module: inert(), method: inert(null), variables: inert(null) },
  infer: (_, __, { compute }) => unknownTensor({ reason: 'What FlaxLayer returns is decided outside Keras.', span: null }, compute),
  weights: () => unknownWeights,
  reach: () => 'unknown',
});

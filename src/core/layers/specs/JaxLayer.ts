import { unknownTensor } from '../../graph/tensors.js';
import { unknownWeights } from '../../graph/infer.js';
import { defineLayer, inert, seed } from '../define.js';

export default defineLayer({
  type: 'JaxLayer',
  summary: 'Wraps a function written in JAX.',
  params: { callFn: inert(), initFn: inert(null), params: inert(null), state: inert(null), seed: seed(), nativeSerializationPlatforms: inert(null) },
  infer: (_, __, { compute }) => unknownTensor({ reason: 'What JaxLayer returns is decided outside Keras.', span: null }, compute),
  weights: () => unknownWeights,
  reach: () => 'unknown',
});

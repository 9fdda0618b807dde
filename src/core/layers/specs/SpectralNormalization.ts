import { unknownTensor } from '../../graph/tensors.js';
import { defineLayer, int, reject, weight } from '../define.js';
import { layerParam } from '../sublayers.js';

/** Keras looks for an attribute `kernel` or `embeddings` on the layer itself; recurrent layers keep theirs in a cell. */
const hasOwn = (type: string): boolean => !/(LSTM|GRU|RNN)(\dD)?$/.test(type);

export default defineLayer({
  type: 'SpectralNormalization',
  summary: "Divides a layer's kernel by its largest singular value while training.",
  freesWeights: true,
  params: { layer: layerParam(), powerIterations: int(1) },
  infer: ({ layer }, inputs, { compute }) => layer?.infer(inputs) ?? unknownTensor({ reason: 'The wrapped layer is not known.', span: null }, compute),
  weights({ layer }) {
    if (!layer) return [weight('vector_u', [1, null])];
    const kernel = hasOwn(layer.type) ? layer.weights.find((w) => w.name === 'kernel' || w.name === 'embeddings') : undefined;
    if (!kernel && layer.weights[0]?.name === 'unknown') return [weight('vector_u', [1, null])];
    if (!kernel) reject('argument-type', `SpectralNormalization needs a layer with a kernel or embeddings, but ${layer.type} has neither. Wrap a Dense, convolution or Embedding layer.`, 'layer');
    return [weight('vector_u', [1, kernel.shape.at(-1) ?? null], { className: 'TruncatedNormal', config: { mean: 0, stddev: 0.02, seed: null } }, { trainable: false })];
  },
  children: ({ layer }) => (layer ? [layer] : []),
  lockedAxes: () => [-1],
});

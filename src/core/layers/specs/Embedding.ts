import { constraint, defineLayer, flag, inert, initializer, int, optionalInt, regularizer, weight } from '../define.js';
import { checkLora, lora } from '../lora.js';

export default defineLayer({
  type: 'Embedding',
  summary: 'Looks up a learned vector for each index.',
  positional: 10,
  params: {
    inputDim: int(), outputDim: int(), embeddingsInitializer: initializer('uniform'), embeddingsRegularizer: regularizer(), embeddingsConstraint: constraint(), maskZero: flag(false),
    weights: inert(null), loraRank: optionalInt(), loraAlpha: inert(null), quantizationConfig: inert(null), inputLength: inert(null),
  },
  check: ({ loraRank, embeddingsConstraint }) => checkLora('Embedding', loraRank, embeddingsConstraint, 'embeddings_constraint'),
  outputShape: ({ outputDim }, shape) => [...shape, outputDim],
  weights: ({ inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint, loraRank }) =>
    lora([weight('embeddings', [inputDim, outputDim], embeddingsInitializer, { regularizer: embeddingsRegularizer, constraint: embeddingsConstraint })], 'embeddings', loraRank, embeddingsRegularizer),
});

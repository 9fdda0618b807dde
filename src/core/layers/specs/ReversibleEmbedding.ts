import { constraint, defineLayer, flag, inert, initializer, int, regularizer, weight } from '../define.js';

export default defineLayer({
  type: 'ReversibleEmbedding',
  summary: 'Looks up a learned vector for each index, and with reverse=True scores all indices for a vector.',
  callParameters: ['inputs', 'reverse'],
  params: {
    inputDim: int(), outputDim: int(), tieWeights: flag(true), embeddingsInitializer: initializer('uniform'), embeddingsRegularizer: regularizer(), embeddingsConstraint: constraint(), maskZero: flag(false),
    reverseDtype: inert(null), logitSoftCap: inert(null),
  },
  outputShape: ({ inputDim, outputDim }, shape, { arguments: { reverse } }) => (reverse === undefined || reverse === false ? [...shape, outputDim] : reverse === true ? [...shape.slice(0, -1), inputDim] : null),
  weights: ({ inputDim, outputDim, tieWeights, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint }) => [
    weight('embeddings', [inputDim, outputDim], embeddingsInitializer, { regularizer: embeddingsRegularizer, constraint: embeddingsConstraint }),
    ...(tieWeights ? [] : [weight('reverse_embeddings', [outputDim, inputDim], embeddingsInitializer)]),
  ],
});

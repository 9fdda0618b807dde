import { anything, choice, defineLayer, flag, inert, optionalInt } from '../define.js';
import { encodedShape, oovIndices, vocabularySize } from '../families/lookup.js';

export default defineLayer({
  type: 'IntegerLookup',
  summary: 'Turns integers into the indices of a vocabulary.',
  positional: 14,
  params: {
    maxTokens: optionalInt(null, { min: 2 }), numOovIndices: oovIndices(), maskToken: anything(null), oovToken: anything(-1), vocabulary: anything(null), vocabularyDtype: choice(['int64'], 'int64'),
    idfWeights: inert(null), invert: flag(false), outputMode: choice(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'), sparse: flag(false), padToMaxTokens: flag(false), oovMethod: inert('floormod'), salt: inert(null), name: inert(null),
    vocabularySize: inert(null), hasInputVocabulary: inert(null),
  },
  outputDtype: ({ outputMode }) => (outputMode === 'int' ? 'int64' : 'float32'),
  outputShape(p, shape) {
    return encodedShape(shape, p.outputMode, vocabularySize(p));
  },
});

import { anything, choice, defineLayer, flag, inert, int, optionalInt } from '../define.js';
import { encodedShape, vocabularySize } from '../families/lookup.js';

export default defineLayer({
  type: 'StringLookup',
  summary: 'Turns strings into the indices of a vocabulary.',
  positional: 13,
  params: {
    maxTokens: optionalInt(null, { min: 2 }), numOovIndices: int(1, { min: 0, expects: 'an integer of 0 or more' }), maskToken: anything(null), oovToken: anything('[UNK]'), vocabulary: anything(null), idfWeights: inert(null),
    invert: flag(false), outputMode: choice(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'), padToMaxTokens: flag(false), sparse: flag(false), encoding: inert('utf-8'), name: inert(null), salt: inert(null), vocabularySize: inert(null), hasInputVocabulary: inert(null),
  },
  outputDtype: ({ outputMode }) => (outputMode === 'int' ? 'int64' : 'float32'),
  outputShape(p, shape) {
    return encodedShape(shape, p.outputMode, vocabularySize(p));
  },
});

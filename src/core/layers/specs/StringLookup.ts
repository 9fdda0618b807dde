import { type Maybe, Opaque, Unknown } from '../../graph/values.js';
import { anything, choice, defineLayer, flag, inert, optionalInt } from '../define.js';
import { encodedShape, oovIndices, vocabularySize } from '../families/lookup.js';

/** None or a string. */
const token = () => ({ ...anything(null), expects: 'a string or None', accepts: (v: Maybe) => v === null || typeof v === 'string' || v instanceof Unknown || v instanceof Opaque });

export default defineLayer({
  type: 'StringLookup',
  summary: 'Turns strings into the indices of a vocabulary.',
  positional: 13,
  params: {
    maxTokens: optionalInt(null, { min: 2 }), numOovIndices: oovIndices(), maskToken: token(), oovToken: anything('[UNK]'), vocabulary: anything(null), idfWeights: inert(null),
    invert: flag(false), outputMode: choice(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'), padToMaxTokens: flag(false), sparse: flag(false), encoding: inert('utf-8'), name: inert(null), salt: inert(null), vocabularySize: inert(null), hasInputVocabulary: inert(null),
  },
  outputDtype: ({ outputMode }) => (outputMode === 'int' ? 'int64' : 'float32'),
  outputShape(p, shape) {
    return encodedShape(shape, p.outputMode, vocabularySize(p));
  },
});

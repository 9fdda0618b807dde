import { showValue } from '../../graph/show.js';
import { type Maybe, Opaque, Unknown } from '../../graph/values.js';
import { anything, choice, defineLayer, flag, inert, optionalInt, reject } from '../define.js';
import { encodedShape, vocabularySize } from '../families/lookup.js';

/** True for what is neither one of the names, nor None, nor possibly a function. */
const wrong = (value: Maybe, names: readonly string[]): boolean => value !== null && !(value instanceof Unknown) && !(value instanceof Opaque) && !names.includes(value as string);

export default defineLayer({
  type: 'TextVectorization',
  summary: 'Turns texts into indices of a vocabulary, or into counts.',
  positional: 13,
  constructs: ['StringLookup'],
  params: {
    maxTokens: optionalInt(), standardize: anything('lower_and_strip_punctuation'), split: anything('whitespace'), ngrams: inert(null),
    outputMode: choice(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf', 'binary', 'tf-idf'], 'int'), outputSequenceLength: optionalInt(), padToMaxTokens: flag(false), vocabulary: anything(null),
    idfWeights: inert(null), sparse: flag(false), ragged: flag(false), encoding: inert('utf-8'), name: inert(null), vocabularySize: inert(null), hasInputVocabulary: inert(null),
  },
  check({ outputMode, outputSequenceLength, standardize, split }) {
    if (outputMode !== 'int' && outputSequenceLength !== undefined) reject('argument-choice', `TextVectorization takes output_sequence_length only with output_mode="int", but it is "${outputMode}". Drop one of them.`, 'output_sequence_length');
    const known = ['lower_and_strip_punctuation', 'lower', 'strip_punctuation'];
    if (wrong(standardize, known)) reject('argument-choice', `TextVectorization's standardize must be ${known.map((k) => `"${k}"`).join(', ')}, None or a function, but found ${showValue(standardize)}. Change the value.`, 'standardize');
    if (wrong(split, ['whitespace', 'character'])) reject('argument-choice', `TextVectorization's split must be "whitespace", "character", None or a function, but found ${showValue(split)}. Change the value.`, 'split');
  },
  outputDtype: ({ outputMode }) => (outputMode === 'int' ? 'int64' : 'float32'),
  outputShape(p, shape) {
    if (p.outputMode === 'int') return [shape[0] ?? null, p.outputSequenceLength ?? null];
    if (p.split instanceof Unknown) return null;
    const tokens = p.split !== null ? [...shape, null] : shape.length <= 1 ? [...shape, 1] : shape;
    const mode = p.outputMode === 'binary' ? 'multi_hot' : p.outputMode === 'tf-idf' ? 'tf_idf' : p.outputMode;
    return encodedShape(tokens, mode, vocabularySize({ ...p, outputMode: mode, numOovIndices: 1, maskToken: '', oovToken: '[UNK]' }));
  },
});

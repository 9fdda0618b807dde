import type { Dim, Shape } from '../../graph/types.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import { type Param, float } from '../params.js';

/** How indices or tokens leave an encoding layer. */
export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count' | 'tf_idf';

/** What the number of known tokens depends on. */
export interface Vocabulary {
  readonly maxTokens: Dim | undefined;
  readonly numOovIndices: Dim;
  readonly maskToken: Maybe;
  readonly oovToken: Maybe;
  readonly vocabulary: Maybe;
  readonly outputMode: OutputMode;
  readonly padToMaxTokens: boolean;
}

/** Number of indices for unknown tokens; Keras takes a float for it. */
export const oovIndices = (): Param<number | null> => ({ ...float(1, { min: 0, expects: 'an integer of 0 or more' }), inert: false });

/** Length of an encoded vector; null where the vocabulary comes from data (`adapt`) or a file. */
export function vocabularySize({ maxTokens, numOovIndices, maskToken, oovToken, vocabulary, outputMode, padToMaxTokens }: Vocabulary): Dim {
  if (padToMaxTokens) return maxTokens ?? null;
  if (!Array.isArray(vocabulary) || numOovIndices === null || maskToken instanceof Unknown) return null;
  const masks = maskToken !== null && outputMode === 'int' ? 1 : 0;
  const special = [...new Array<Maybe>(masks).fill(maskToken), ...new Array<Maybe>(numOovIndices).fill(oovToken)];
  const included = special.length > 0 && special.every((token, i) => token === vocabulary[i]);
  return vocabulary.length + (included ? 0 : special.length);
}

/** Shape of encoded indices (Keras's `IndexLookup.compute_output_shape`). */
export function encodedShape(shape: Shape, mode: OutputMode, depth: Dim): Shape {
  if (mode === 'int') return shape;
  if (mode === 'one_hot') return shape.length > 1 && shape.at(-1) === 1 ? [...shape.slice(0, -1), depth] : [...shape, depth];
  return [...shape.slice(0, -1), depth];
}


import type { Shape } from '../../../graph/types.js';

/** Losses that want labels of exactly the output's shape. */
const SAME = new Set(['CategoricalCrossentropy', 'CategoricalFocalCrossentropy', 'BinaryCrossentropy', 'BinaryFocalCrossentropy']);
/** Losses that compare numbers one by one, stretching an axis of 1. */
const BROADCAST = new Set(['MeanSquaredError', 'MeanAbsoluteError', 'MeanAbsolutePercentageError', 'MeanSquaredLogarithmicError', 'Hinge', 'SquaredHinge', 'Huber', 'LogCosh', 'KLDivergence', 'Poisson', 'CosineSimilarity', 'Dice', 'Tversky']);

/** What a loss expects of its labels, and what to do about others. */
export interface Misfit {
  readonly expected: string;
  readonly next: string;
}

/**
 * What a loss (a class of `keras.losses`) does not take of labels of the shape `given` for an output of another, both with their batch
 * first; null where they fit or an axis is not known. `batch` is how many there are in one, where that is known.
 */
export function misfit(loss: string, output: Shape, given: Shape, batch: number | null): Misfit | null {
  if (output.slice(1).includes(null) || given.slice(1).includes(null)) return null;
  // Keras squeezes a last axis of 1 where the ranks differ by one (`squeeze_or_expand_to_same_rank`), before every loss.
  const pred = output.length === given.length + 1 && output.at(-1) === 1 ? output.slice(0, -1) : output;
  const target = given.length === output.length + 1 && given.at(-1) === 1 ? given.slice(0, -1) : given;
  const [p, t] = [pred.slice(1), target.slice(1)];
  if (SAME.has(loss)) {
    if (p.length === t.length && p.every((d, i) => d === t[i])) return null;
    return { expected: 'targets of the output\'s shape', next: loss.startsWith('Categorical') && p.length === t.length + 1 ? 'Use sparse_categorical_crossentropy, or make the labels one-hot with to_categorical.' : 'Bring both to the same shape.' };
  }
  if (loss === 'SparseCategoricalCrossentropy') {
    const rest = t.length === output.length - 1 && t.at(-1) === 1 ? t.slice(0, -1) : t;
    return rest.length !== output.length - 2 && !(output.length === 2 && output[1] === 1 && t.length === 0) ? { expected: 'one whole number for each example', next: 'Use categorical_crossentropy for one-hot labels.' } : null;
  }
  if (!BROADCAST.has(loss)) return null;
  // A whole batch stands in the place of the last axis where targets have fewer axes.
  const fits = p.length === t.length ? p.every((d, i) => d === t[i] || d === 1 || t[i] === 1) : null;
  const beside = t.length > p.length ? t[t.length - p.length - 1]! : 1;
  const wrong = (batch !== null && beside !== 1 && beside !== batch) || fits === false || (fits === null && t.length < p.length && p.at(-1) !== 1);
  return wrong ? { expected: 'targets that can be compared with the output', next: 'Bring both to the same shape.' } : null;
}

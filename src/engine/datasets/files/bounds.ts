/** Slices whose bounds hang on how many files there are, as those that they are with the files that there are. */
import { countOf, type Bound } from '../../../core/recipe/counts.js';
import type { DataArray } from '../../../core/recipe/types.js';
import type { Span } from '../../../core/graph/types.js';
import { UserError, atLine } from '../../errors.js';
import { batchesIn, openArray, openData, type DataContext } from '../open.js';
import { withClasses } from '../classes.js';
import { textsOf } from './list.js';

/** Throws a UserError where a list cannot be counted, or the number is none. */
export async function boundIn(bound: Bound, context: DataContext, span: Span | null): Promise<number | null> {
  if (bound === null || typeof bound === 'number') return bound;
  const value = await countOf(bound, {
    lengthOf: async (list) => (await textsOf(list, context, span)).length,
    samplesOf: (array) => samplesOf(array, context),
    // What is not batched is counted one by one.
    batchesOf: async (data) => batchesIn(await openData(data, context), data.batchSize ?? 1),
  });
  if (!Number.isInteger(value)) throw new UserError(`A slice${atLine(context.sourceText, span)} ends or begins at ${value}, which is no place in a list. Check how it is worked out.`);
  return value;
}

/** How many samples an array has; of a folder or a table of images, how many of them. */
async function samplesOf(array: DataArray, context: DataContext): Promise<number> {
  const { kind } = array.source;
  if (kind !== 'directory' && kind !== 'table') return (await openArray(array, context)).rows.count;
  return (await openData({ x: array, y: null, batchSize: null, shuffle: null }, context)).x.count;
}

/** The array with numbers as bounds of its slices. */
export async function withBounds(array: DataArray, context: DataContext): Promise<DataArray> {
  const steps = await Promise.all(array.steps.map(async (step) => (step.op === 'pick' ? await withClasses(step, context) : step.op === 'slice' ? { ...step, from: await boundIn(step.from, context, step.span ?? array.span), to: await boundIn(step.to, context, step.span ?? array.span) } : step)));
  return { ...array, steps };
}

/** A bound that `withBounds` has worked out. */
export function settled(bound: Bound): number | null {
  if (bound === null || typeof bound === 'number') return bound;
  throw new Error('The bounds of a slice are worked out before its rows are read.');
}

/** The order in which a pipeline hands samples on, as the methods of `tf.data.Dataset` make it one behind the other. */
import type { Span } from '../graph/types.js';
import type { Bound } from './counts.js';

export type OrderStep =
  /** Each place is drawn from the next `buffer` ones (null: from all). Another order in each pass, or where `each` is false the one of the first. */
  | { readonly op: 'shuffle'; readonly buffer: Bound; readonly each: boolean; readonly seed: number | null; readonly span: Span | null }
  /** `take` and `skip`: of samples, or of batches where they come in such. */
  | { readonly op: 'rows'; readonly from: Bound; readonly to: Bound; readonly span: Span | null }
  /** `shard`: every so many a one. */
  | { readonly op: 'every'; readonly of: number; readonly at: number; readonly span: Span | null }
  /** Several passes for one; null for passes without end. */
  | { readonly op: 'repeat'; readonly times: number | null; readonly span: Span | null }
  | { readonly op: 'batch'; readonly size: number; readonly drop: boolean; readonly span: Span | null }
  | { readonly op: 'unbatch' }
  /** `cache`: what comes here in the first pass comes in all. */
  | { readonly op: 'keep' };

/** The step behind which take or skip choose other samples in each pass; undefined where they choose the same in all. */
export function reshuffledBefore(order: readonly OrderStep[]): { readonly shuffle: Extract<OrderStep, { op: 'shuffle' }>; readonly rows: Extract<OrderStep, { op: 'rows' }> } | undefined {
  let shuffle: Extract<OrderStep, { op: 'shuffle' }> | undefined;
  for (const step of order) {
    if (step.op === 'shuffle' && step.each) shuffle = step;
    else if (step.op === 'keep') shuffle = undefined;
    else if (step.op === 'rows' && shuffle) return { shuffle, rows: step };
  }
  return undefined;
}

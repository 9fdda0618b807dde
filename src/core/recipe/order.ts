/** The order in which a pipeline hands samples on, as the methods of `tf.data.Dataset` make it one behind the other. */
import type { Span } from '../graph/types.js';
import type { Bound } from './counts.js';

export type OrderStep =
  /** Each place is drawn from the next `buffer` ones (null: from all). Another order in each pass, or where `each` is false the one of the first. */
  | { readonly op: 'shuffle'; readonly buffer: Bound; readonly each: boolean; readonly seed: number | null; readonly span: Span | null }
  /** `take` and `skip`: of samples, or of batches where they come in such. `round`: how many batches a class or generator of the program gives. */
  | { readonly op: 'rows'; readonly from: Bound; readonly to: Bound; readonly span: Span | null; readonly round?: true }
  /** `shard`: every so many a one. */
  | { readonly op: 'every'; readonly of: number; readonly at: number; readonly span: Span | null }
  /** Several passes for one; null for passes without end. */
  | { readonly op: 'repeat'; readonly times: number | null; readonly span: Span | null }
  | { readonly op: 'batch'; readonly size: number; readonly drop: boolean; readonly span: Span | null }
  | { readonly op: 'unbatch' }
  /** `cache`: what comes here in the first pass comes in all. */
  | { readonly op: 'keep' };

/** The first take or skip that chooses among samples in a random order, and whether it chooses others in each pass; undefined where none does. */
export function partedAtRandom(order: readonly OrderStep[]): { readonly rows: Extract<OrderStep, { op: 'rows' }>; readonly anew: boolean } | undefined {
  let [random, anew] = [false, false];
  for (const step of order) {
    if (step.op === 'shuffle') [random, anew] = [true, anew || step.each];
    else if (step.op === 'keep') anew = false;
    else if (step.op === 'rows' && !step.round && random) return { rows: step, anew };
  }
  return undefined;
}

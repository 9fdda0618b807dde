/** Numbers that a run's epochs have in common, by the names under which Keras logs them. */
import type { EpochMetrics } from '../protocol/engine.js';

/** Metrics of Keras that grow as a model gets better (`_direction = "up"`); others, and every loss, shrink. */
const up = /acc|auc|precision|recall|f1|fbeta|iou|io_u|true_positives|true_negatives|sensitivity|specificity|r2_score|cosine_similarity|correlation|dice_coef/i;

/** Whether a larger value of this metric is a better one, as Keras's callbacks decide in the mode "auto". */
export const grows = (name: string): boolean => up.test(name) && !/loss$/.test(name);

/** All values of an epoch by name, `loss` first and Keras's `val_` names last. */
export const valuesOf = ({ loss, metrics, validation }: EpochMetrics): { readonly [name: string]: number } => ({ loss, ...metrics, ...validation });

/** The names in the order in which they first appear. */
export const metricNames = (epochs: readonly EpochMetrics[]): string[] => [...new Set(epochs.flatMap((epoch) => Object.keys(valuesOf(epoch))))];

export interface Best {
  readonly name: string;
  readonly value: number;
  /** The epoch that first reached it, counted from 1. */
  readonly epoch: number;
}

/** The best value of one metric; null where no epoch has a number for it. */
export function bestValue(epochs: readonly EpochMetrics[], name: string): Best | null {
  let best: Best | null = null;
  for (const epoch of epochs) {
    const value = valuesOf(epoch)[name];
    if (value === undefined || !Number.isFinite(value)) continue;
    if (best === null || (grows(name) ? value > best.value : value < best.value)) best = { name, value, epoch: epoch.epoch };
  }
  return best;
}

/**
 * What tells most of how good a run's model became: the first validation metric that grows, else the validation loss, else the
 * same of training. Null before the first epoch has ended.
 */
export function bestOf(epochs: readonly EpochMetrics[]): Best | null {
  const names = metricNames(epochs);
  const validated = names.filter((name) => name.startsWith('val_'));
  for (const name of [validated.find(grows), validated.find((each) => each === 'val_loss'), names.find(grows), 'loss']) {
    const best = name === undefined ? null : bestValue(epochs, name);
    if (best) return best;
  }
  return null;
}

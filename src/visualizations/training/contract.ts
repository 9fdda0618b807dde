import type { Progress, RunInfo } from '../../core/protocol/engine.js';

import type { RecipePart } from './host.js';

/** A point of a curve that is still growing: x in epochs done, so that training and validation share one axis. */
export interface Curve {
  /** Keras's name without `val_`: `loss`, `accuracy`. */
  readonly name: string;
  /** Means over the batches between two progress events; metrics that are no means are over the epoch so far. NaN stays NaN and leaves a gap. */
  readonly steps: { readonly x: Float64Array; readonly y: Float64Array };
  /** One a finished epoch; NaN where it was not measured. */
  readonly training: Float64Array;
  readonly validation: Float64Array;
}

export interface TrainingMessage {
  readonly kind: 'info' | 'warning' | 'error';
  readonly text: string;
  /** Where in the file it can be changed. */
  readonly place?: { readonly kind: 'layer'; readonly layer: string } | { readonly kind: 'recipe'; readonly part: RecipePart };
}

/** All that the training panel shows, sent whole: a panel that missed some states misses nothing. */
export interface TrainingState {
  readonly run: RunInfo;
  readonly progress: Progress | null;
  readonly epochs: number;
  readonly curves: readonly Curve[];
  readonly messages: readonly TrainingMessage[];
}

import type { CallbackConfig } from './callback.js';

/** Metrics of Keras that grow as a model gets better (`_direction = "up"`); others, and every loss, shrink. */
const up = /acc|auc|precision|recall|f1|fbeta|iou|io_u|true_positives|true_negatives|sensitivity|specificity|r2_score|cosine_similarity|correlation|dice_coef/i;

/** Keras's `MonitorCallback`: whether a value is better than the best one by at least `min_delta`. */
export class Monitor {
  readonly name: string;
  best: number | null;
  private readonly growing: boolean;
  private readonly minDelta: number;

  constructor(config: CallbackConfig, { minDelta = 0, best = null }: { minDelta?: number; best?: number | null } = {}) {
    this.name = config.text('monitor', 'val_loss');
    const mode = config.text('mode', 'auto');
    this.growing = mode === 'max' || (mode !== 'min' && up.test(this.name) && !/loss$/.test(this.name));
    this.minDelta = Math.abs(minDelta);
    this.best = best;
  }

  isBetter(value: number, than: number | null): boolean {
    if (than === null) return true;
    return this.growing ? value - this.minDelta > than : value + this.minDelta < than;
  }

  /** The monitored value; a sentence where it is not among the logs. */
  read(logs: Readonly<Record<string, number>>, who: string): number | string {
    return logs[this.name] ?? `${who} watches "${this.name}", which this training does not have; it has ${Object.keys(logs).join(', ')}.`;
  }
}

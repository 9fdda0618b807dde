import { grows } from '../../core/runs/metrics.js';
import type { CallbackConfig } from './callback.js';

/** Keras's `MonitorCallback`: whether a value is better than the best one by at least `min_delta`. */
export class Monitor {
  readonly name: string;
  best: number | null;
  private readonly growing: boolean;
  private readonly minDelta: number;

  constructor(config: CallbackConfig, { minDelta = 0, best = null }: { minDelta?: number; best?: number | null } = {}) {
    this.name = config.text('monitor', 'val_loss');
    const mode = config.text('mode', 'auto');
    this.growing = mode === 'max' || (mode !== 'min' && grows(this.name));
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

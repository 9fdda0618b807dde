/** A training in one short line. */
import type { TrainingState } from '../../visualizations/training/contract.js';

/** e.g. `epoch 3/10 · 64% · 5,210 img/s`. */
export function progressLine({ run, progress }: TrainingState): string {
  if (run.state === 'preparing' || !progress) return run.state === 'paused' ? 'paused' : 'preparing';
  const percent = progress.steps > 0 ? Math.floor((100 * progress.step) / progress.steps) : 0;
  const parts = [`epoch ${progress.epoch}/${progress.epochs}`, `${percent}%`, `${Math.round(progress.imagesPerSecond).toLocaleString('en-US')} img/s`];
  return `${run.state === 'paused' ? 'paused · ' : ''}${parts.join(' · ')}`;
}

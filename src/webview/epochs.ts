import { html, nothing, svg, type TemplateResult } from 'lit';
import { linePath } from '../visualizations/elements/lines.js';
import { formatValue } from '../visualizations/elements/numbers.js';
import type { TrainingState } from '../visualizations/training/contract.js';

export interface EpochsOptions {
  readonly epochs: readonly number[];
  /** Those whose picture is written down: it is shown while the slider moves. */
  readonly recorded: readonly number[];
  /** Null for the last. */
  readonly chosen: number | null;
  /** The run's curves, for the line under the slider; null until they are there. */
  readonly training: TrainingState | null;
  choose(epoch: number | null): void;
}

const box = { width: 96, height: 16 };

/** A slider over the epochs that a run kept, on its loss. */
export function epochSlider({ epochs, recorded, chosen, training, choose }: EpochsOptions): TemplateResult | typeof nothing {
  if (epochs.length < 2) return nothing;
  const epoch = chosen ?? epochs.at(-1) ?? 0;
  const at = epochs.indexOf(epoch);
  const losses = training?.curves.find(({ name }) => name === 'loss')?.training ?? new Float64Array();
  const points = epochs.map((each) => ({ x: each, y: losses[each - 1] ?? NaN }));
  const loss = losses[epoch - 1];
  const change = (event: Event) => {
    const to = epochs[Number((event.currentTarget as HTMLInputElement).value)];
    // What has to be computed waits until the slider is let go.
    if (event.type === 'input' && !recorded.includes(to ?? NaN)) return;
    choose(to === undefined || to === epochs.at(-1) ? null : to);
  };
  return html`<label class="choice epochs"><span>Epoch</span>
    <span class="scrub">
      ${points.some(({ y }) => Number.isFinite(y)) ? html`<svg viewBox="-1 -1 ${box.width + 2} ${box.height + 2}" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${linePath(points, box)} /><path class="at" d=${`M${(at / (epochs.length - 1)) * box.width},0v${box.height}`} />`}</svg>` : nothing}
      <input type="range" min="0" max=${epochs.length - 1} step="1" .value=${String(at)} aria-label="Epoch" aria-valuetext="epoch ${epoch}${loss === undefined ? '' : `, loss ${formatValue(loss)}`}" @input=${change} @change=${change}>
    </span>
    <span class="number">${epoch} of ${epochs.at(-1)}${loss === undefined ? '' : ` · loss ${formatValue(loss)}`}</span></label>`;
}

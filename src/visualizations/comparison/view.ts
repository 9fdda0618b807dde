import { html, nothing, type TemplateResult } from 'lit';
import { metricsCsv } from '../../core/runs/csv.js';
import { action, choice } from '../elements/controls.js';
import { toggle } from '../elements/toggle.js';
import { defineComparison, type ComparisonDrawing } from '../view.js';
import './chart.js';
import type { Side } from './contract.js';
import { longest, metricsOf, readout, shownMetric, shownNames } from './lines.js';
import { parametersTable, runsTable } from './tables.js';

const sides = [{ value: 'both', label: 'Both' }, { value: 'validation', label: 'Validation' }, { value: 'training', label: 'Training' }] as const satisfies readonly { value: Side; label: string }[];

export default defineComparison({
  title: 'Compare Runs',
  promise: 'the curves of several runs over each other, and the parameters in which they differ',
  controls,
  draw: (drawing) => html`<div class="stage comparison">
    ${drawing.state.gone > 0 ? html`<p class="note">${drawing.state.gone === 1 ? 'One of these runs is' : `${drawing.state.gone} of these runs are`} not in ${drawing.state.gone === 1 ? 'its folder' : 'their folders'} any more.</p>` : nothing}
    ${chart(drawing)}
    ${runsTable(drawing.state.runs, drawing.memory, { toggle: (id) => drawing.set(({ hidden }) => ({ hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id] })), showRun: drawing.showRun })}
    <section class="parameters" aria-label="Parameters of the recipes">
      <div class="caption-row"><h2>Parameters</h2>${toggle('Also those that are the same', drawing.memory.all, (all) => drawing.set(() => ({ all })))}</div>
      ${parametersTable(drawing.state.runs, drawing.memory)}
    </section>
  </div>`,
});

function controls({ state: { runs }, memory, set, compareSources, save }: ComparisonDrawing): TemplateResult {
  const metrics = metricsOf(runs);
  const [first, second, third] = runs;
  return html`<div class="controls">
    ${metrics.length === 0 ? nothing : html`
      ${choice({ label: 'Metric', value: shownMetric(runs, memory) ?? '', choices: metrics.map((name) => ({ value: name, label: name })), change: (metric) => set(() => ({ metric })) })}
      ${choice({ label: 'Curves', value: memory.side, choices: sides, change: (side) => set(() => ({ side: side as Side })) })}
      <label class="choice"><span>Smoothing</span><input type="range" min="0" max="0.95" step="0.05" .value=${String(memory.smoothing)} aria-label="Smoothing" @input=${(event: Event) => set(() => ({ smoothing: Number((event.currentTarget as HTMLInputElement).value) }))}><span class="number">${memory.smoothing.toFixed(2)}</span></label>`}
    <span class="spacer"></span>
    ${first && second && !third ? action('diff', 'Compare Sources', () => compareSources(first.id, second.id)) : nothing}
    ${metrics.length === 0 ? nothing : action('save', 'Export CSV', () => save('runs.csv', new TextEncoder().encode(metricsCsv(runs.map(({ title, epochs }) => ({ name: title, epochs }))))))}
  </div>`;
}

function chart(drawing: ComparisonDrawing): TemplateResult {
  const { state: { runs }, memory, lines, epoch, pointAt } = drawing;
  const names = shownNames(runs, memory);
  if (names.length === 0) return html`<p class="note">${runs.some(({ epochs }) => epochs.length > 0) ? 'None of these runs has this curve; choose other curves.' : 'The curves begin with the first finished epoch.'}</p>`;
  const last = longest(runs);
  const key = (event: KeyboardEvent): void => {
    const to: { readonly [key: string]: (now: number | null) => number } = { ArrowLeft: (now) => (now ?? last + 1) - 1, ArrowRight: (now) => (now ?? 0) + 1, Home: () => 1, End: () => last };
    const move = to[event.key];
    if (!move) return;
    event.preventDefault();
    pointAt((now) => Math.min(last, Math.max(1, move(now))));
  };
  const words = epoch === null ? `${names.join(' and ')} of ${runs.length - memory.hidden.length} runs over ${last} epochs` : readout(runs, memory, epoch);
  return html`<figure class="chart">
    <figcaption><h2>${shownMetric(runs, memory)}</h2>${names.map((name) => html`<span class="quiet">${name.startsWith('val_') ? 'validation bold' : 'training thin'}</span>`)}</figcaption>
    <convlens-overlay role="slider" tabindex="0" aria-label="Epoch of the curves" aria-valuemin="1" aria-valuemax=${last} aria-valuenow=${epoch ?? last} aria-valuetext=${words}
      .data=${{ lines, epochs: last }} @keydown=${key} @epoch=${(event: CustomEvent<number | null>) => pointAt(() => event.detail)}></convlens-overlay>
    <span class="axis">epochs</span>
    <p class="under">${epoch === null ? '' : words}</p>
  </figure>`;
}


import { html, nothing, type TemplateResult } from 'lit';
import type { RunState } from '../../core/protocol/engine.js';
import { isLive } from '../../core/runs/state.js';
import { action } from '../elements/controls.js';
import type { PanelHost } from '../panel.js';
import { defineLive } from '../view.js';
import { tabs } from '../elements/tabs.js';
import './chart.js';
import type { Curve, TrainingMessage, TrainingState } from './contract.js';
import type { LiveDrawing } from './drawing.js';
import { examplesView } from './examples-view.js';
import { curveValue, dataLine, stageLines, stateParts } from './labels.js';
import { layersView } from './layers-view.js';
import { tabOf, type Tab } from './tab.js';

const states = {
  preparing: 'Preparing', running: 'Training', paused: 'Paused', stopped: 'Stopped', finished: 'Finished', failed: 'Failed', interrupted: 'Interrupted',
} satisfies Record<RunState, string>;

export default defineLive({
  title: 'Training',
  promise: 'loss and metrics while the model trains, and the state of the run',
  draw: (drawing) => html`<div class="stage training">
    ${stateRow(drawing.state, drawing.host)}
    <p class="quiet data">${dataLine(drawing.state)}</p>
    ${stageLines(drawing.state).map((line) => html`<p class="quiet">${line}</p>`)}
    ${messages(drawing)}
    ${tabs({ label: 'Training', tabs: [{ id: 'curves', label: 'Curves' }, { id: 'examples', label: 'Examples' }, { id: 'layers', label: 'Layers' }], chosen: tabOf(drawing.options), choose: (tab) => drawing.set({ tab }), body: bodies[tabOf(drawing.options)](drawing) })}
  </div>`,
});

const bodies = { curves, examples: examplesView, layers: layersView } satisfies Record<Tab, (drawing: LiveDrawing) => TemplateResult>;

function curves({ state }: LiveDrawing): TemplateResult {
  return html`${state.curves.length === 0 ? html`<p class="note">${isLive(state.run) ? 'The curves begin with the first batch.' : 'No batch was finished.'}</p>` : html`<div class="curves">${state.curves.slice(0, 12).map((curve) => chart(curve, state))}</div>`}`;
}

function stateRow(state: TrainingState, host: PanelHost): TemplateResult {
  const { run, progress } = state;
  const ask = (name: Parameters<PanelHost['command']>[0]) => () => void host.command(name);
  const share = progress && progress.epochs > 0 ? (progress.epoch - 1 + (progress.steps > 0 ? progress.step / progress.steps : 0)) / progress.epochs : 0;
  return html`<div class="state-row" data-state=${run.state}>
      <strong role="status">${states[run.state]}</strong>
      ${stateParts(state).map((part) => html`<span class="number">${part}</span>`)}
      <span class="spacer"></span>
      ${run.state === 'running' ? action('debug-pause', 'Pause', ask('pause')) : nothing}
      ${run.state === 'paused' ? action('debug-continue', 'Resume', ask('resume')) : nothing}
      ${isLive(run) ? action('debug-stop', 'Stop', ask('stop')) : action('play', 'Train Again', ask('train'))}
      ${!isLive(run) && state.epochs > 0 ? action('layers', 'Show Activations', ask('showActivations'), { primary: true }) : nothing}
    </div>
    ${isLive(run) ? html`<progress max="1" .value=${share} aria-label="Training progress"></progress>` : nothing}`;
}

function chart(curve: Curve, { run }: TrainingState): TemplateResult {
  const latest = curve.training.length > 0 ? curve.training.at(-1) : curve.steps.y.at(-1);
  const validation = curve.validation.at(-1);
  const words = `${curve.name}: training ${curveValue(curve.name, latest)}${validation === undefined || Number.isNaN(validation) ? '' : `, validation ${curveValue(curve.name, validation)}`}`;
  return html`<figure class="chart">
    <figcaption><h2>${curve.name}</h2>
      ${keys(curve)}
      ${validation === undefined || Number.isNaN(validation) ? nothing : html`<span class="key validation">validation <b>${curveValue(curve.name, validation)}</b></span>`}
    </figcaption>
    <convlens-curve role="img" aria-label=${words} .data=${{ curve, epochs: run.epochs, marks: (run.stages ?? []).slice(1).map(({ after }) => after) }}></convlens-curve>
    <span class="axis">epochs</span>
  </figure>`;
}

/** The thin line within epochs and the dots at their ends, each where it is drawn. */
function keys({ name, steps, training }: Curve): TemplateResult {
  const value = (values: Float64Array) => html`<b>${curveValue(name, values.at(-1))}</b>`;
  const [line, dots] = [steps.x.length > 0, training.length > 0];
  return html`${line ? html`<span class="key batches" title="Means of the batches between two points; the line begins anew with each epoch">training by batch ${dots ? nothing : value(steps.y)}</span>` : nothing}
    ${dots ? html`<span class="key epochs" title="The mean of all batches of an epoch, drawn at its end">${line ? 'by epoch' : 'training by epoch'} ${value(training)}</span>` : nothing}`;
}

function messages({ state: { messages: all, run }, host, fail }: LiveDrawing): TemplateResult | typeof nothing {
  const shown: readonly TrainingMessage[] = run.error && !all.some(({ text }) => text === run.error) ? [...all, { kind: 'error', text: run.error }] : all;
  if (shown.length === 0) return nothing;
  return html`<ul class="messages" aria-live="polite">${shown.map(({ kind, text, place }) => html`<li class=${kind}><vscode-icon name=${kind} aria-hidden="true"></vscode-icon><span>${text}${place ? html` <button type="button" class="link" @click=${() => void reveal(place, host).catch(fail)}>${place.kind === 'layer' ? `Show ${place.layer}` : `Show ${place.part}`}</button>` : nothing}</span></li>`)}</ul>`;
}

const reveal = (place: NonNullable<TrainingMessage['place']>, host: PanelHost): Promise<void> => (place.kind === 'layer' ? host.reveal(place.layer, true) : host.revealRecipe(place.part));

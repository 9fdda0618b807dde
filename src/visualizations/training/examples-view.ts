import { html, nothing, type TemplateResult } from 'lit';
import type { ClassResults, Evaluation, Example } from '../../core/protocol/inspection.js';
import { isLive } from '../../core/runs/state.js';
import { paintImage } from '../colormaps.js';
import { action, choice } from '../elements/controls.js';
import { formatPercent, formatValue } from '../elements/numbers.js';
import { tiles } from '../elements/tiles.js';
import { waitingRow } from '../elements/waiting.js';
import { accuracyOf, cellOf, chosenExamples, nameOfClass } from './classes.js';
import { matrix, scoresTable } from './matrix-view.js';
import { pageOfExamples, type LiveDrawing } from './drawing.js';

const splits = { train: 'held-out training images', validation: 'validation images', test: 'test images' } satisfies Record<Evaluation['split'], string>;

/** Which images the model gets wrong: confusion matrix, scores of classes, and the images behind every cell. */
export function examplesView(drawing: LiveDrawing): TemplateResult {
  const { evaluated: { value, loading, error }, evaluating, state, set } = drawing;
  if (evaluating) return html`${waitingRow(evaluating.what, performance.now() - evaluating.started, drawing.stopEvaluating)}`;
  if (error !== null) return html`<p class="error" role="alert">${error}</p>${state.epochs > 0 ? action('refresh', 'Evaluate Now', drawing.evaluate) : nothing}`;
  if (value?.evaluation == null) return loading ? html`<p class="quiet" role="status">Reading…</p>` : nothingYet(drawing);
  const { evaluation, epochs } = value;
  const { classes } = evaluation;
  return html`<div class="examples">
    <div class="caption-row">
      ${epochs.length > 1 ? choice({ label: 'Epoch', value: String(evaluation.epoch), choices: epochs.map((epoch) => ({ value: String(epoch), label: String(epoch) })), change: (epoch) => set({ evaluated: Number(epoch) === epochs.at(-1) ? null : Number(epoch), cell: null }) }) : html`<span>Epoch ${evaluation.epoch}</span>`}
      <span class="number">${evaluation.samples.toLocaleString('en-US')} ${splits[evaluation.split]}</span>
      ${classes ? html`<span class="number">${formatPercent(accuracyOf(classes))} right</span>` : nothing}
      <span class="spacer"></span>
      ${choice({ label: 'Open images in', value: into(drawing), choices: [{ value: 'activations', label: 'Activations' }, { value: 'cam', label: 'Class Activation Map' }], change: (to) => set({ into: to }) })}
    </div>
    ${classes ? html`<div class="with-scores">${matrix(classes, drawing)}${scoresTable(classes, drawing)}</div>` : html`<p class="quiet">The model does not give one class an image, so there is no confusion matrix; images are ranked by their loss.</p>`}
    ${pictures(evaluation, drawing)}
  </div>`;
}

const into = ({ options }: LiveDrawing): 'activations' | 'cam' => (options['into'] === 'cam' ? 'cam' : 'activations');

function nothingYet({ state, evaluate }: LiveDrawing): TemplateResult {
  if (state.epochs === 0) return html`<p class="quiet">${isLive(state.run) ? 'Images are evaluated at the end of the first epoch.' : 'No epoch was finished, so there is nothing to evaluate.'}</p>`;
  if (isLive(state.run)) return html`<p class="quiet">The file validates on nothing, so epochs are not evaluated. Give fit validation_data or validation_split; after the training the images can be evaluated here.</p>`;
  return html`<p class="quiet">This run kept no evaluation of single images: its file validates on nothing, or an older version trained it.</p><p>${action('run-all', 'Evaluate Now', evaluate, { primary: true })}</p>`;
}

/** The images of the chosen cell, or the worst of all. */
function pictures(evaluation: Evaluation, drawing: LiveDrawing): TemplateResult {
  const { state, options, set, host, images, fail } = drawing;
  const cell = evaluation.classes ? cellOf(options['cell']) : null;
  const { classes } = evaluation;
  const chosen = chosenExamples(evaluation, cell);
  const shown = chosen.slice(0, typeof options['shown'] === 'number' ? options['shown'] : pageOfExamples);
  const title = cell && classes ? `“${nameOfClass(classes, cell.actual)}” taken for “${nameOfClass(classes, cell.predicted)}”` : 'Highest losses';
  const heading = cell?.actual === cell?.predicted && cell && classes ? `“${nameOfClass(classes, cell.actual)}”, recognized` : title;
  const open = (index: number) => void host.openImage(into(drawing), `run ${state.run.id}`, evaluation.epoch, { kind: 'dataset', split: evaluation.split, index }).catch(fail);
  return html`<section aria-label=${heading}>
    <div class="caption-row"><h2>${heading}</h2><span class="number">${chosen.length.toLocaleString('en-US')} kept</span>${cell ? action('close', 'All Classes', () => set({ cell: null, shown: pageOfExamples })) : nothing}</div>
    ${chosen.length === 0 ? html`<p class="quiet">${evaluation.worst === 0 && cell === null ? 'The loss has no number for a single image.' : 'No image of this cell was kept.'}</p>` : tiles({
      label: heading, size: 76, open,
      tiles: shown.map((example) => {
        const image = images.get(example.index);
        return {
          id: example.index, label: exampleLabel(example, classes), caption: exampleCaption(example, classes), size: image ?? { width: 28, height: 28 }, when: [image],
          pixels: image ? () => ({ height: image.height, width: image.width, rgba: paintImage({ ...image, values: Float32Array.from(image.pixels) }, 255) }) : null,
        };
      }),
    })}
    ${shown.length < chosen.length ? html`<p>${action('', `More (${shown.length} of ${chosen.length})`, () => set((now) => ({ shown: (typeof now['shown'] === 'number' ? now['shown'] : pageOfExamples) + pageOfExamples })))}</p>` : nothing}
  </section>`;
}

/** What a screen reader says of an image. */
export function exampleLabel({ index, actual, predicted, score, loss }: Example, classes: ClassResults | null): string {
  const said = classes && actual !== null && predicted !== null ? `, ${nameOfClass(classes, actual)}, predicted ${nameOfClass(classes, predicted)}${score === null ? '' : ` with ${formatPercent(score)}`}` : '';
  return `image ${index}${said}, loss ${loss === null ? 'not a number' : formatValue(loss)}`;
}

function exampleCaption({ index, actual, predicted, loss }: Example, classes: ClassResults | null): string {
  const wrong = classes && actual !== null && predicted !== null ? `${nameOfClass(classes, actual)} → ${nameOfClass(classes, predicted)}` : `#${index}`;
  return `${wrong} · ${loss === null ? 'NaN' : formatValue(Number(loss.toPrecision(2)))}`;
}


import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Histogram, LayerFacts, LayerRecord } from '../../core/protocol/inspection.js';
import { isLive } from '../../core/runs/state.js';
import { canvas } from '../elements/canvas.js';
import { choice } from '../elements/controls.js';
import { linePath } from '../elements/lines.js';
import { formatPercent, formatValue } from '../elements/numbers.js';
import { coursePixels, coursesOf, deadShare, histogramCourse, type LayerCourse } from './course.js';
import type { LiveDrawing } from './drawing.js';

const box = { width: 56, height: 20 };

/** Every layer in one row: how its weights, gradients and outputs went over the epochs. */
export function layersView({ layers: { value, loading, error }, state, options, set, host, fail }: LiveDrawing): TemplateResult {
  if (error !== null) return html`<p class="error" role="alert">${error}</p>`;
  const records = value ?? [];
  const last = records.at(-1);
  if (last === undefined) return html`<p class="quiet" role=${loading ? 'status' : nothing}>${loading ? 'Reading…' : nothingYet(isLive(state.run), state.epochs)}</p>`;
  const courses = coursesOf(records);
  const chosen = options['layers'] === 'weights' ? courses.filter(({ facts }) => facts.at(-1)?.weights) : options['layers'] === 'dead' ? courses.filter(({ facts }) => (facts.at(-1)?.dead ?? 0) > 0) : courses;
  const show = (layer: string) => () => void host.reveal(layer, true).catch(fail);
  return html`<div class="layers">
    <div class="caption-row">
      ${choice({ label: 'Show', value: String(options['layers'] ?? 'all'), choices: [{ value: 'all', label: `All ${courses.length} layers` }, { value: 'weights', label: 'With weights' }, { value: 'dead', label: 'With dead units' }], change: (to) => set({ layers: to }) })}
      <span class="number">${epochsOf(records)}; gradients of ${last.gradientImages} images, outputs for ${last.activationImages}, the same in every epoch</span>
    </div>
    <div class="scrolls"><table aria-label="Layers over the epochs">
      <thead><tr><th scope="col">Layer</th><th scope="col">Weights</th><th scope="col">Gradient</th><th scope="col" title="Length of the optimizer's next step, divided by the length of the weights">Step : weights</th><th scope="col">Outputs</th><th scope="col">Dead</th></tr></thead>
      <tbody>${chosen.map((course) => row(course, records, show(course.layer)))}</tbody>
    </table></div>
    ${chosen.length === 0 ? html`<p class="quiet">No layer is so.</p>` : nothing}
  </div>`;
}

function nothingYet(going: boolean, epochs: number): string {
  if (going && epochs === 0) return 'Layers are looked at after the first epoch.';
  return epochs === 0 ? 'No epoch was finished, so no layer was looked at.' : 'This run kept no record of its layers: an older version trained it, or there was no memory for it. Train again to have one.';
}

const epochsOf = (records: readonly LayerRecord[]): string => (records.length === 1 ? `Epoch ${records[0]!.epoch}` : `${records.at(-1)!.epoch - records[0]!.epoch === records.length - 1 ? 'Epochs' : `${records.length} of the epochs`} ${records[0]!.epoch} to ${records.at(-1)!.epoch}`);

function row({ layer, type, facts }: LayerCourse, records: readonly LayerRecord[], reveal: () => void): TemplateResult {
  const last = facts.at(-1) ?? null;
  const numbers = (of: (each: LayerFacts) => number | null) => facts.map((each, at) => ({ x: records[at]!.epoch, y: (each && of(each)) ?? NaN }));
  const logarithm = (value: number | null) => (value === null || value <= 0 ? null : Math.log10(value));
  const share = last && deadShare(last);
  return html`<tr>
    <th scope="row"><button type="button" class="link" title="Show ${layer} in the code" @click=${reveal}>${layer}</button><span class="quiet">${type}</span></th>
    <td>${picture(`Weights of ${layer}`, facts.map((each) => each?.weights ?? null))}</td>
    <td>${trend(numbers(({ gradient }) => logarithm(gradient)))}<span class="number">${figure(last?.gradient)}</span></td>
    <td>${trend(numbers(({ ratio }) => logarithm(ratio)))}<span class="number">${figure(last?.ratio)}</span></td>
    <td>${picture(`Outputs of ${layer}`, facts.map((each) => each?.activations ?? null))}</td>
    <td>${last?.dead ? trend(numbers(deadShare)) : nothing}<span class="number">${share === null || !last ? '–' : last.dead === 0 ? '0' : `${last.dead} of ${last.units} (${formatPercent(share)})`}</span></td>
  </tr>`;
}

const figure = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : formatValue(Number(value.toPrecision(3))));

/** Epochs from left to right, values from the least at the bottom to the greatest at the top; bright is frequent. */
function picture(name: string, histograms: readonly (Histogram | null)[]): TemplateResult {
  const course = histogramCourse(histograms);
  if (course === null) return html`<span class="quiet">–</span>`;
  const range = `${figure(course.low)} to ${figure(course.high)}`;
  return html`<span class="course">${canvas({ label: `${name}: values from ${range}`, size: { width: course.columns, height: course.rows }, pixels: () => coursePixels(course), when: [histograms.length, course.low, course.high, histograms.at(-1)] })}<span class="number">${figure(course.high)}<br>${figure(course.low)}</span></span>`;
}

/** A line over the epochs without axes; its last number stands beside it. */
function trend(points: readonly { readonly x: number; readonly y: number }[]): TemplateResult | typeof nothing {
  if (points.filter(({ y }) => Number.isFinite(y)).length < 2) return nothing;
  return html`<svg class="trend" viewBox="-1 -1 ${box.width + 2} ${box.height + 2}" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${linePath(points, box)} />`}</svg>`;
}

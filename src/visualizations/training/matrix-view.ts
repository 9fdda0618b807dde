import { html, nothing, type TemplateResult } from 'lit';
import type { ClassResults } from '../../core/protocol/inspection.js';
import { choice } from '../elements/controls.js';
import { moveInGrid } from '../elements/moves.js';
import { formatPercent } from '../elements/numbers.js';
import { styled } from '../elements/styled.js';
import { cellKey, cellsOf, classScores, confusions, meanScores, nameOfClass, sortedScores, type Cell, type ScoreColumn } from './classes.js';
import { pageOfExamples, type LiveDrawing } from './drawing.js';

/** Classes up to which the whole matrix is drawn; above, the confusions are listed. */
const mostDrawn = 20;
/** Rows of a list at first. */
const mostListed = 60;

const columns = { class: 'Class', precision: 'Precision', recall: 'Recall', f1: 'F1', support: 'Images' } satisfies Record<ScoreColumn, string>;

export function matrix(classes: ClassResults, drawing: LiveDrawing): TemplateResult {
  return classes.count <= mostDrawn ? wholeMatrix(classes, drawing) : confusionList(classes, drawing);
}

const choose = ({ set }: LiveDrawing, cell: Pick<Cell, 'actual' | 'predicted'>) => () => set({ cell: cellKey(cell), shown: pageOfExamples });

/** Rows are the images' classes, columns the predicted ones. Every cell that has images opens them. */
function wholeMatrix(classes: ClassResults, drawing: LiveDrawing): TemplateResult {
  const { count, support } = classes;
  const counts = new Map(cellsOf(classes).map((cell) => [cellKey(cell), cell.count]));
  const all = Array.from({ length: count }, (_, index) => index);
  const name = (index: number) => nameOfClass(classes, index);
  // One cell is in the tab order: the chosen one, else the first.
  const tabbable = [drawing.options['cell'], ...all.flatMap((actual) => all.map((predicted) => cellKey({ actual, predicted })))].find((key) => typeof key === 'string' && counts.has(key));
  const cell = (actual: number, predicted: number) => {
    const key = cellKey({ actual, predicted });
    const images = counts.get(key) ?? 0;
    const label = `${name(actual)} predicted as ${name(predicted)}: ${images} of ${support[actual]}`;
    const shade = styled({ '--share': String(Math.sqrt(images / Math.max(support[actual]!, 1))) });
    return html`<td class=${actual === predicted ? 'right' : 'wrong'} style=${shade}>${images === 0 ? html`<span aria-label=${label}></span>` : html`<button type="button" title=${label} aria-label=${label} aria-pressed=${drawing.options['cell'] === key ? 'true' : 'false'} tabindex=${key === tabbable ? 0 : -1} @click=${choose(drawing, { actual, predicted })} @focus=${rove}>${images}</button>`}</td>`;
  };
  return html`<figure class="matrix"><figcaption>Rows: what an image is. Columns: what it is taken for. <span class="right-key">right</span> <span class="wrong-key">wrong</span></figcaption>
    <div class="scrolls"><table aria-label="Confusion matrix" @keydown=${move(count)}>
      <thead><tr><td></td>${all.map((index) => html`<th scope="col" title=${name(index)}>${name(index)}</th>`)}</tr></thead>
      <tbody>${all.map((actual) => html`<tr><th scope="row" title=${name(actual)}>${name(actual)}</th>${all.map((predicted) => cell(actual, predicted))}</tr>`)}</tbody>
    </table></div></figure>`;
}

/** Arrows go to the nearest cell with images in their direction; Tab reaches the matrix once. */
const move = (count: number) => (event: KeyboardEvent): void => {
  const table = event.currentTarget as HTMLTableElement;
  const cells = [...table.querySelectorAll<HTMLElement>('tbody td')];
  let at = cells.indexOf((event.target as HTMLElement).closest('td')!);
  for (;;) {
    const to = moveInGrid(event.key, at, cells.length, count);
    if (to === null || to === at) return;
    event.preventDefault();
    at = to;
    const button = cells[at]?.querySelector('button');
    if (button) return void button.focus();
    if (event.key === 'Home' || event.key === 'End') return;
  }
};

function rove(event: FocusEvent): void {
  const own = event.currentTarget as HTMLElement;
  for (const button of own.closest('table')?.querySelectorAll<HTMLElement>('tbody button') ?? []) button.tabIndex = button === own ? 0 : -1;
}

/** With many classes a matrix is a cloud of points; what matters is which classes are taken for which. */
function confusionList(classes: ClassResults, drawing: LiveDrawing): TemplateResult {
  const { options, set } = drawing;
  const only = typeof options['class'] === 'number' ? options['class'] : null;
  const found = confusions(classes).filter(({ actual, predicted }) => only === null || actual === only || predicted === only);
  const name = (index: number) => nameOfClass(classes, index);
  const names = Array.from({ length: classes.count }, (_, index) => ({ value: String(index), label: name(index) }));
  return html`<section class="confusions" aria-label="Confusions">
    <div class="caption-row"><h2>Most confused</h2>${choice({ label: 'Class', search: true, value: only === null ? '' : String(only), choices: [{ value: '', label: 'All' }, ...names], change: (value) => set({ class: value === '' ? null : Number(value), cell: null }) })}</div>
    ${found.length === 0 ? html`<p class="quiet">${only === null ? 'No image was taken for another class.' : 'No image of this class was taken for another, and none of another for it.'}</p>` : html`<div class="scrolls"><table>
      <thead><tr><th scope="col">Class</th><th scope="col">taken for</th><th scope="col" class="number">Images</th><th scope="col" class="number">of its</th></tr></thead>
      <tbody>${found.slice(0, mostListed).map((cell) => html`<tr aria-current=${options['cell'] === cellKey(cell) ? 'true' : 'false'}><th scope="row"><button type="button" class="link" @click=${choose(drawing, cell)}>${name(cell.actual)}</button></th><td>${name(cell.predicted)}</td><td class="number">${cell.count}</td><td class="number">${formatPercent(cell.count / Math.max(classes.support[cell.actual]!, 1))}</td></tr>`)}</tbody>
    </table></div>${found.length > mostListed ? html`<p class="quiet">The ${mostListed} most frequent of ${found.length.toLocaleString('en-US')}; choose a class to see its own.</p>` : nothing}`}
    ${classes.beyond > 0 ? html`<p class="quiet">${classes.beyond.toLocaleString('en-US')} images of rarer confusions are counted in the classes' scores only.</p>` : nothing}
  </section>`;
}

/** Precision, recall and F1 of each class; a column's head sorts by it, the worst first. */
export function scoresTable(classes: ClassResults, { options, set }: LiveDrawing): TemplateResult {
  const by = typeof options['sort'] === 'string' && options['sort'] in columns ? (options['sort'] as ScoreColumn) : 'class';
  const scores = classScores(classes);
  const mean = meanScores(scores);
  const sorted = sortedScores(scores, by);
  const limit = options['allClasses'] === true ? sorted.length : mostListed;
  const cells = ({ precision, recall, f1 }: typeof mean) => [precision, recall, f1].map((value) => html`<td class="number">${Number.isNaN(value) ? '–' : formatPercent(value)}</td>`);
  return html`<section class="scores" aria-label="Scores of the classes"><div class="scrolls"><table>
    <thead><tr>${Object.entries(columns).map(([id, label]) => html`<th scope="col" class=${id === 'class' ? '' : 'number'} aria-sort=${by === id ? 'ascending' : 'none'}><button type="button" class="link" @click=${() => set({ sort: id })}>${label}</button></th>`)}</tr></thead>
    <tbody>${sorted.slice(0, limit).map((score) => html`<tr><th scope="row" title=${score.name}>${score.name}</th>${cells(score)}<td class="number">${score.support.toLocaleString('en-US')}</td></tr>`)}</tbody>
    <tfoot><tr><th scope="row">Mean of classes</th>${cells(mean)}<td></td></tr></tfoot>
  </table></div>${sorted.length > limit ? html`<p><button type="button" class="action" @click=${() => set({ allClasses: true })}>All ${sorted.length.toLocaleString('en-US')} Classes</button></p>` : nothing}</section>`;
}

import { html, nothing, render, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { wordsOf } from '../core/protocol/failure.js';
import { action, choice } from '../visualizations/elements/controls.js';
import type { Item } from '../visualizations/model/blocks.js';
import type { Measure, ModelSheet } from '../visualizations/model/contract.js';
import { elementId } from '../visualizations/model/graph-view.js';
import { rowHeight, rowId } from '../visualizations/model/table-view.js';
import { asCsv, asMarkdown, formatBytes, formatLarge, measures, summaryTable } from '../visualizations/model/words.js';
import type { PanelRequest, PanelSubject } from '../visualizations/panel.js';
import type { ModelView } from '../visualizations/view.js';
import { Attempts } from './attempts.js';
import { coalesce } from './coalesce.js';
import { head } from './head.js';
import type { Connection } from './host.js';
import './model.css';
import { ModelState, type ModelOptions } from './model-state.js';
import { Pane, showInPane } from './pane.js';
import { emptyState, errorState, failureLine } from './states.js';

/** The panel of a model's structure: graph and summary beside each other, both following the text and the caret. */
export class ModelPanel {
  private subject: PanelSubject | null = null;
  private state: ModelState | null = null;
  private failure: string | null = null;
  private readonly draw = coalesce<null>(() => this.render());
  private readonly graph = new Pane(480, () => this.draw(null));
  private readonly table = new Pane(20 * rowHeight, () => this.draw(null));
  private readonly attempts = new Attempts(() => this.draw(null));
  private options: ModelOptions;

  constructor(private readonly root: HTMLElement, private readonly view: ModelView, private readonly connection: Connection) {
    this.options = ModelState.optionsFrom(connection.remembered()?.kind === 'model' ? (connection.remembered()) : null);
    root.classList.add('whole-height');
    this.graph.onZoom = (factor, at) => this.zoomBy(factor, at);
    document.addEventListener('keydown', (event) => this.key(event));
  }

  show(subject: PanelSubject): void {
    const other = this.subject !== null && (subject.source !== this.subject.source || subject.model !== this.subject.model);
    if (other) this.options = { ...this.options, chosen: null, toggled: [], query: '' };
    this.subject = subject;
    this.remember();
    void this.renew();
  }

  ask({ layer }: PanelRequest): void {
    if (layer !== undefined) this.choose(layer, false);
  }

  caret(layers: readonly string[]): void {
    if (!this.state) return;
    this.state.caret = new Set(layers);
    const [first] = layers;
    this.draw(null);
    if (first !== undefined) this.bringIntoSight(first);
  }

  private async renew(): Promise<void> {
    try {
      const sheet = await this.connection.host.sheet();
      this.failure = null;
      const caret = this.state?.caret;
      this.state = sheet && new ModelState(sheet, this.options);
      if (this.state && caret) this.state.caret = caret;
    } catch (error) {
      this.failure = wordsOf(error);
    }
    this.draw(null);
    if (this.options.zoom === 0) requestAnimationFrame(() => this.fit(0.85));
  }

  private set(options: Partial<ModelOptions>): void {
    this.options = { ...this.options, ...options };
    if (this.state) this.state.options = this.options;
    this.remember();
    this.draw(null);
  }

  private remember(): void {
    const { subject, options: { toggled, ...rest } } = this;
    if (subject) this.connection.remember({ kind: 'model', source: subject.source, model: subject.model, weights: null, image: null, layer: null, options: { ...rest, toggled: toggled.join('\n') } });
  }

  /** Marks a layer or box in both halves, and shows the layer's line. */
  private choose(id: string, reveal: boolean, focus = false): void {
    this.set({ chosen: id });
    const layer = this.state?.layers.get(id);
    if (reveal && layer?.hasPlace) void this.attempts.make(() => this.connection.host.reveal(id, focus));
    this.bringIntoSight(id);
  }

  private bringIntoSight(id: string): void {
    const { state } = this;
    const zoom = this.options.zoom || 1;
    if (!state) return;
    const box = state.placeOf(id);
    if (box) showInPane(this.graph.element, box.y * zoom, box.height * zoom + 30);
    const row = state.rows.findIndex((candidate) => candidate.id === id.split('/')[0]);
    if (row >= 0) showInPane(this.table.element, row * rowHeight, 2 * rowHeight);
  }

  private toggle({ id }: Pick<Item, 'id'>): void {
    const { toggled } = this.options;
    this.set({ toggled: toggled.includes(id) ? toggled.filter((other) => other !== id) : [...toggled, id] });
  }

  private zoomBy(factor: number, at: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): void {
    const before = this.options.zoom || 1;
    const zoom = Math.min(2, Math.max(0.2, before * factor));
    const { element } = this.graph;
    const ratio = zoom / before;
    this.set({ zoom });
    // What was under the pointer stays there.
    requestAnimationFrame(() => element?.scrollTo((element.scrollLeft + at.x) * ratio - at.x, (element.scrollTop + at.y) * ratio - at.y));
  }

  /** As large as the width allows, but never so small that names could not be read unasked. */
  private fit(smallest = 0.2): void {
    const { element } = this.graph;
    if (!element || !this.state) return;
    const { layout } = this.state;
    const zoom = Math.min(1, Math.max(smallest, (element.clientWidth - 30) / layout.width));
    this.set({ zoom });
    const [first] = layout.boxes;
    requestAnimationFrame(() => { element.scrollLeft = first ? (first.x + first.width / 2) * zoom - element.clientWidth / 2 + 12 : 0; });
  }

  /** Keys of the whole page: `/` looks for a layer, `+`, `-` and `0` change the size. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.composedPath()[0] as HTMLElement).matches('input, textarea')) return;
    const act = { '/': () => this.root.querySelector<HTMLInputElement>('input[type=search]')?.focus(), '+': () => this.zoomBy(1.25), '-': () => this.zoomBy(0.8), 0: () => this.set({ zoom: 1 }) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Keys in the graph or the table: arrows choose, Enter goes to the line, left and right close and open a box. */
  private move(event: KeyboardEvent, ids: readonly string[]): void {
    const { chosen } = this.options;
    const at = ids.indexOf(chosen ?? '');
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: ids.length - 1, PageDown: at + 10, PageUp: Math.max(0, at - 10) }[event.key];
    const item = this.state?.items.get(chosen ?? '');
    if (to !== undefined) this.choose(ids[Math.min(to, ids.length - 1)] ?? '', true);
    else if (event.key === 'Enter' && chosen !== null) this.choose(chosen, true, true);
    else if (item && item.kind !== 'layer' && (event.key === 'ArrowRight') !== this.state?.opened.has(item.id) && /^Arrow(Left|Right)$/.test(event.key)) this.toggle(item);
    else return;
    event.preventDefault();
  }

  private nextMatch(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.set({ query: '' });
    if (event.key !== 'Enter' || !this.state?.found) return;
    const found = [...this.state.found];
    const at = found.indexOf(this.options.chosen ?? '');
    const next = found[(at + (event.shiftKey ? found.length - 1 : 1)) % found.length];
    if (next !== undefined) this.choose(next, true);
  }

  private render(): void {
    const { subject, state, failure, connection: { host } } = this;
    if (!subject) return;
    render(html`
      ${head({ subject: { ...subject, choices: [] }, weights: null, image: null, picking: false, device: subject.device, chooseWeights: () => undefined, pickImage: () => undefined, chooseDevice: () => void host.command('selectDevice') })}
      ${failureLine(this.attempts.failure)}
      ${failure !== null ? errorState(failure, () => void this.renew())
        : state ? this.page(state)
        : emptyState({ promise: this.view.promise, advice: `${subject.model} is not in ${subject.file}. Build a Keras model there, and it will be drawn as you type.`, button: null, other: null })}`, this.root);
  }

  private page(state: ModelState): TemplateResult {
    const { sheet, options, totals } = state;
    const { measure, query, chosen } = options;
    const copy = (text: (sheet: ModelSheet) => string) => () => void this.attempts.make(() => navigator.clipboard.writeText(text(sheet)));
    const common = { measure, total: totals[measure], largest: state.largest, chosen, caret: state.caret };
    const ids = state.layout.boxes.map(({ item }) => item.id);
    const rows = state.rows;
    return html`<div class="controls">
        <input type="search" placeholder="Find a layer" aria-label="Find a layer by name, type or shape" .value=${query} @input=${(event: Event) => this.set({ query: (event.target as HTMLInputElement).value })} @keydown=${(event: KeyboardEvent) => this.nextMatch(event)}>
        ${state.found ? html`<span class="quiet number" role="status">${state.found.size} of ${state.layers.size}</span>` : nothing}
        ${choice({ label: 'Bars', value: measure, choices: Object.entries(measures).map(([value, { label }]) => ({ value, label })), change: (value) => this.set({ measure: value as Measure }) })}
        <span class="group" role="group" aria-label="Size of the graph">${action('zoom-out', 'Smaller (-)', () => this.zoomBy(0.8), { iconOnly: true })}${action('zoom-in', 'Larger (+)', () => this.zoomBy(1.25), { iconOnly: true })}${action('screen-full', 'Fit the Width', () => this.fit(), { iconOnly: true })}
          ${state.canOpen ? html`${action('expand-all', 'Open All Boxes', () => this.set({ toggled: state.togglesFor(true) }), { iconOnly: true })}${action('collapse-all', 'Close All Boxes', () => this.set({ toggled: state.togglesFor(false) }), { iconOnly: true })}` : nothing}</span>
        <span class="spacer"></span>
        <span class="group" role="group" aria-label="Copy the summary"><span class="quiet">Copy as</span>${action('', 'Text', copy(summaryTable))}${action('', 'CSV', copy(asCsv))}${action('', 'Markdown', copy(asMarkdown))}</span>
      </div>
      ${sheet.incomplete === null ? nothing : html`<p class="quiet">Not all is known: ${sheet.incomplete}</p>`}
      <div class="model-panes">
        <div class="graph-pane" tabindex="0" role="listbox" aria-label="Layers of ${sheet.name}" aria-activedescendant=${chosen === null ? nothing : elementId(chosen)} ${ref(this.graph.attach)} @keydown=${(event: KeyboardEvent) => this.move(event, ids)}>
          ${this.view.graph({ ...common, layout: state.layout, zoom: options.zoom || 1, sight: this.graph.sight(options.zoom || 1), found: state.found, choose: ({ id }) => this.choose(id, true), toggle: (item) => this.toggle(item) })}
        </div>
        <div class="summary-pane ${sheet.chain ? 'chain' : ''}">
          <h2>${sheet.title}</h2>
          <div class="summary-table" role="grid" aria-label="Summary of ${sheet.name}" aria-rowcount=${rows.length + 1} aria-readonly="true" tabindex="0" aria-activedescendant=${chosen === null ? nothing : rowId(chosen)} ${ref(this.table.attach)} @keydown=${(event: KeyboardEvent) => this.move(event, rows.map(({ id }) => id))}>
            ${this.view.tableHead(sheet, measure)}
            ${this.view.table({ ...common, largest: state.largestRow, sheet, rows, layers: state.layers, ...this.table.rows(rowHeight, rows.length), choose: (id) => this.choose(id, true) })}
          </div>
          <footer class="totals">${sheet.totals.map((line) => html`<div>${line}</div>`)}
            <div class="quiet">${totals.multiplyAccumulates === null ? 'MACs: ?' : `MACs: ${formatLarge(totals.multiplyAccumulates)}`} · Activations: ${totals.activationBytes === null ? '?' : formatBytes(totals.activationBytes)}, for one example</div></footer>
        </div>
      </div>`;
  }
}

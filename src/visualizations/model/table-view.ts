import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from '../elements/styled.js';
import type { Measure, ModelSheet, SheetLayer, SheetRow } from './contract.js';
import { formatCost, layerTip, measures, shareText } from './words.js';

export interface TableOptions {
  readonly sheet: ModelSheet;
  /** The rows that the search leaves. */
  readonly rows: readonly SheetRow[];
  readonly layers: ReadonlyMap<string, SheetLayer>;
  /** Rows that are drawn: those in sight and some more. */
  readonly from: number;
  readonly to: number;
  readonly measure: Measure;
  readonly total: number | null;
  readonly largest: number;
  readonly chosen: string | null;
  readonly caret: ReadonlySet<string>;
  choose(id: string): void;
}

/** Pixels of one row; all are alike, so that a thousand of them need only be counted. */
export const rowHeight = 24;

export const rowId = (id: string): string => `row-${id.replace(/[^\w-]/g, '_')}`;

/** The rows of the summary with a bar for each layer's share. */
export function tableView({ sheet, rows, layers, from, to, measure, total, largest, chosen, caret, choose }: TableOptions): TemplateResult {
  const shown = rows.slice(from, to).map((row, at) => ({ row, at: from + at }));
  return html`<div class="summary-rows" role="rowgroup" style=${styled({ height: `${rows.length * rowHeight}px` })}>
    ${repeat(shown, ({ row }) => row.id, ({ row, at }) => {
      const layer = layers.get(row.id);
      const cost = layer?.[measure] ?? null;
      return html`<div id=${rowId(row.id)} class="summary-row ${row.id === chosen ? 'chosen' : ''} ${caret.has(row.id) ? 'caret' : ''}" role="row" aria-rowindex=${at + 2} aria-selected=${row.id === chosen ? 'true' : 'false'}
          style=${styled({ top: `${at * rowHeight}px` })} title=${layer ? layerTip(layer) : row.name} @click=${() => choose(row.id)}>
        <span role="gridcell">${row.name} <i>(${row.type})</i></span>
        <span role="gridcell">${row.shape}</span>
        <span role="gridcell" class="number">${row.parameters}</span>
        <span role="gridcell" class="share" aria-label="${formatCost(cost, measure)} ${measures[measure].unit}"><b style=${styled({ width: `${cost !== null && largest > 0 ? (100 * cost) / largest : 0}%` })}></b><span>${shareText(cost, total) || (measure === 'parameters' || cost === 0 ? '' : formatCost(cost, measure))}</span></span>
        ${sheet.chain ? nothing : html`<span role="gridcell" class="quiet" title=${row.connections}>${row.connections}</span>`}
      </div>`;
    })}
  </div>`;
}

/** The titles that Keras gives the columns, and the one of the bars. */
export const tableHead = (sheet: ModelSheet, measure: Measure): TemplateResult => html`<div class="summary-row summary-head" role="row" aria-rowindex="1">
  <span role="columnheader">Layer (type)</span><span role="columnheader">Output Shape</span><span role="columnheader" class="number">Param #</span><span role="columnheader">${measure === 'parameters' ? 'Share' : measures[measure].short}</span>${sheet.chain ? nothing : html`<span role="columnheader">Connected to</span>`}
</div>`;

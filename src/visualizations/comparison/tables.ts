import { html, nothing, type TemplateResult } from 'lit';
import { compareParameters, shortened } from '../../core/runs/parameters.js';
import { styled } from '../elements/styled.js';
import { curveValue } from '../training/labels.js';
import type { ComparedRun, ComparisonMemory } from './contract.js';
import { figuresOf, lineStyle, shownNames, type Figures } from './lines.js';

/** What the tables ask of the panel. */
export interface TableActions {
  toggle(id: string): void;
  showRun(id: string): void;
}

/** The runs as the chart's legend: which line is whose, and the numbers that the lines end in. */
export function runsTable(runs: readonly ComparedRun[], memory: ComparisonMemory, { toggle, showRun }: TableActions): TemplateResult {
  const names = shownNames(runs, memory);
  const figures = figuresOf(runs, names);
  return html`<div class="table-box" tabindex="0" role="region" aria-label="Runs">
    <table class="runs">
      <thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col" class="number">Epochs</th>${names.map((name) => html`<th scope="col" class="number">Best ${name}</th><th scope="col" class="number">Last</th>`)}</tr></thead>
      <tbody>${runs.map(({ id, title, info }, at) => {
        const shown = !memory.hidden.includes(id);
        return html`<tr class=${shown ? '' : 'switched-off'}>
          <th scope="row"><span class="run-name">
            <input type="checkbox" .checked=${shown} aria-label="Show the curves of ${title}" @change=${() => toggle(id)}>${swatch(at)}
            <button type="button" class="link" title="Show this run's own curves" @click=${() => showRun(id)}>${title}</button></span></th>
          <td>${info.state}</td><td class="number">${info.epochsDone}/${info.epochs}</td>
          ${figures[at]?.map(figureCells)}
        </tr>`;
      })}</tbody>
    </table>
  </div>`;
}

function figureCells({ name, best, last, leads }: Figures): TemplateResult {
  return html`<td class="number ${leads ? 'leads' : ''}">${best ? html`${curveValue(name, best.value)} <span class="quiet">(${best.epoch})</span>` : '–'}${leads ? html`<span class="unseen">, the best</span>` : nothing}</td><td class="number">${curveValue(name, last)}</td>`;
}

/** A piece of a run's line. */
export function swatch(at: number): TemplateResult {
  const { colour, dash } = lineStyle(at);
  return html`<svg class="swatch" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true"><line x1="0" y1="5" x2="22" y2="5" stroke-width="2.5" stroke-dasharray=${dash.join(' ')} style=${styled({ stroke: `var(${colour}, var(--vscode-foreground))` })}></line></svg>`;
}

/** Parameters beside each other; those that differ are marked, and the others left out unless they are asked for. */
export function parametersTable(runs: readonly ComparedRun[], { all }: Pick<ComparisonMemory, 'all'>): TemplateResult {
  const unreadable = runs.filter(({ parameters }) => parameters === null);
  const readable = runs.filter(({ parameters }) => parameters !== null);
  const rows = compareParameters(readable.map(({ parameters }) => parameters ?? []));
  const shown = rows.filter(({ differs }) => all || differs);
  return html`
    ${unreadable.length > 0 ? html`<p class="note">The recipe of ${unreadable.map(({ title }) => title).join(', ')} cannot be read.</p>` : nothing}
    ${shown.length === 0 ? html`<p class="note">${readable.length > 1 ? `All ${rows.length} parameters are the same.` : ''}</p>` : html`<div class="table-box" tabindex="0" role="region" aria-label="Parameters">
      <table class="parameters">
        <thead><tr><th scope="col">Parameter</th>${readable.map((run) => html`<th scope="col">${swatch(runs.indexOf(run))} ${run.title}</th>`)}</tr></thead>
        <tbody>${shown.map(({ name, values, differs }) => html`<tr class=${differs ? 'differs' : ''}>
          <th scope="row">${differs ? html`<span aria-hidden="true">≠ </span><span class="unseen">differs: </span>` : nothing}${name}</th>
          ${values.map((value) => html`<td title=${value !== null && shortened(value) !== value ? value : nothing}>${value === null ? html`<span class="quiet">–</span>` : shortened(value)}</td>`)}
        </tr>`)}</tbody>
      </table>
    </div>`}`;
}

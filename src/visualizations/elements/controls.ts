import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { styled } from './styled.js';
import { colormaps, type ColormapName, type Scale } from '../colormaps.js';
import { formatValue } from './numbers.js';

export interface ChoiceOptions {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** `list` is the drop-down itself, which shows the new value already. */
  readonly change: (value: string, list: { value: string }) => void;
  readonly disabled?: boolean;
  /** Long lists can be searched by typing. */
  readonly search?: boolean;
}

/** A labelled drop-down in the editor's own look. It learns of a label that is replaced as a whole, not of letters that change within. */
export function choice({ label, value, choices, change, disabled = false, search = false }: ChoiceOptions): TemplateResult {
  const changed = (event: Event) => {
    const list = event.currentTarget as HTMLElement & { value: string };
    if (list.value !== value) change(list.value, list);
  };
  const longest = Math.max(...choices.map((item) => item.label.length), 6);
  return html`<label class="choice"><span>${label}</span>
    <vscode-single-select aria-label=${label} .value=${value} ?disabled=${disabled} ?combobox=${search} style=${styled({ width: `${(Math.min(longest, 26) * 0.82 + 5.5).toFixed(1)}ch` })} @change=${changed}>
      ${choices.map((item) => html`<vscode-option value=${item.value} ?selected=${item.value === value} .textContent=${item.label}></vscode-option>`)}
    </vscode-single-select></label>`;
}

export const colormapChoice = (value: string, change: (value: string) => void): TemplateResult =>
  choice({ label: 'Colours', value, choices: Object.values(colormaps).map((map) => ({ value: map.name, label: map.label.split(' ')[0] ?? map.name })), change });

/** The colour bar of a picture: without it a colour says nothing. */
export function legend(colormap: ColormapName, scale: Scale | null, unit: string): TemplateResult {
  const { table } = colormaps[colormap];
  const stops = Array.from({ length: 9 }, (_, at) => {
    const from = 3 * Math.round((255 * at) / 8);
    return `rgb(${table[from]} ${table[from + 1]} ${table[from + 2]})`;
  });
  return html`<figure class="legend" aria-label=${scale ? `Colours from ${formatValue(scale.low)} to ${formatValue(scale.high)}, ${unit}` : `Colours from the lowest to the highest value of each picture, ${unit}`}>
    <span>${scale ? formatValue(scale.low) : 'lowest'}</span><i style=${styled({ background: `linear-gradient(to right, ${stops.join(', ')})` })}></i><span>${scale ? formatValue(scale.high) : 'highest'}</span><span class="unit">${unit}</span>
  </figure>`;
}

/** A button with an icon that is also a word. */
export function action(icon: string, label: string, press: () => void, options: { readonly primary?: boolean; readonly disabled?: boolean; readonly iconOnly?: boolean } = {}): TemplateResult {
  return html`<button type="button" class=${options.primary ? 'action primary' : 'action'} ?disabled=${options.disabled ?? false} title=${label} aria-label=${label} @click=${press}>
    ${icon ? html`<vscode-icon name=${icon} aria-hidden="true"></vscode-icon>` : nothing}${options.iconOnly ? nothing : html`<span>${label}</span>`}
  </button>`;
}

/** A table of two columns: name and number. */
export const facts = (rows: readonly (readonly [string, string])[]): TemplateResult =>
  html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

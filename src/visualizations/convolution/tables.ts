import { html, nothing, svg, type TemplateResult } from 'lit';
import { colormaps, shade, type Scale } from '../colormaps.js';
import { formatValue } from '../elements/numbers.js';
import { styled } from '../elements/styled.js';
import type { Geometry } from './contract.js';

export interface NumberGrid {
  readonly title: string;
  readonly columns: number;
  /** NaN stands for padding. */
  readonly values: readonly number[];
  /** Colours stand around zero, from minus to plus this. */
  readonly reach: number;
  /** Called with a new number of a cell; left out, numbers cannot be changed. */
  readonly edit?: (at: number, value: number) => void;
}

/** Numbers in their places, tinted by sign and size. */
export function numberGrid({ title, columns, values, reach, edit }: NumberGrid): TemplateResult {
  const scale: Scale = { low: -reach, high: reach };
  const rows = Array.from({ length: Math.ceil(values.length / columns) }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  const change = (at: number, event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const value = Number(input.value.replace(',', '.').replace('−', '-'));
    if (input.value.trim() === '' || !Number.isFinite(value)) input.value = formatValue(values[at] ?? 0);
    else edit?.(at, value);
  };
  return html`<figure class="numbers"><figcaption>${title}</figcaption><table aria-label=${title}>${rows.map((row, y) => html`<tr>${row.map((value, x) => {
    const text = Number.isNaN(value) ? '0' : formatValue(value);
    const tint = Number.isNaN(value) || value === 0 ? 'transparent' : tintOf(value, scale);
    return html`<td class=${Number.isNaN(value) ? 'padding' : ''} title=${Number.isNaN(value) ? 'padding' : formatValue(value)} style=${styled({ 'background-color': tint })}>${edit ? html`<input aria-label="${title}, row ${y}, column ${x}" .value=${text} @change=${(event: Event) => change(y * columns + x, event)}>` : text}</td>`;
  })}</tr>`)}</table></figure>`;
}

/** A colour of the diverging map, thin enough for the editor's own text to be read on it. */
function tintOf(value: number, scale: Scale): string {
  const { table } = colormaps.diverging;
  const from = 3 * shade(value, scale, 128);
  const share = Math.min(1, Math.abs(value) / (scale.high || 1));
  return `rgb(${table[from]} ${table[from + 1]} ${table[from + 2]} / ${(0.12 + 0.38 * share).toFixed(2)})`;
}

/** Where the window stands, over a picture: its cells, of which a dilated kernel leaves out some, and its outline. */
export function windowOver({ width, height }: { readonly width: number; readonly height: number }, top: number, left: number, { kernel, dilation }: Geometry): TemplateResult {
  const cells = Array.from({ length: kernel[0] * kernel[1] }, (_, at) => [top + Math.floor(at / kernel[1]) * dilation[0], left + (at % kernel[1]) * dilation[1]] as const);
  const path = `M${left},${top}h${(kernel[1] - 1) * dilation[1] + 1}v${(kernel[0] - 1) * dilation[0] + 1}h${-((kernel[1] - 1) * dilation[1] + 1)}z`;
  return html`<svg class="marks" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    ${dilation[0] > 1 || dilation[1] > 1 ? cells.map(([y, x]) => svg`<path class="cell" d=${`M${x},${y}h1v1h-1z`} />`) : nothing}
    ${svg`<path class="below" d=${path} /><path class="above" d=${path} />`}
  </svg>`;
}

/** The place of one value. */
export const placeOver = (size: { readonly width: number; readonly height: number }, row: number, column: number): TemplateResult =>
  windowOver(size, row, column, { kernel: [1, 1], strides: [1, 1], dilation: [1, 1], before: [0, 0] });

/** What the model panel says of layers: shares, labels for screen readers, and the summary for other programs. Pure. */
import { formatBytes, formatCount } from '../../core/features/format.js';

import { layersOf, type Item } from './blocks.js';
import type { Costs, Measure, ModelSheet, SheetLayer } from './contract.js';

export const measures = {
  parameters: { label: 'Parameters', short: 'Parameters', unit: 'parameters' },
  multiplyAccumulates: { label: 'MACs', short: 'MACs', unit: 'multiply-accumulates an example' },
  activationBytes: { label: 'Activation memory', short: 'Activations', unit: 'of activations an example' },
} satisfies Record<Measure, { readonly label: string; readonly short: string; readonly unit: string }>;

/** A cost for people: `320`, `2.8 M`, `1.25 KB`; unknown is `?`. */
export function formatCost(value: number | null, measure: Measure): string {
  if (value === null) return '?';
  if (measure === 'activationBytes') return formatBytes(value);
  return measure === 'parameters' ? formatCount(value) : formatLarge(value);
}

export const formatLarge = (value: number): string => formatCount(value, 'short');

/** What the layers of an item cost together; null where one of them is not known. */
export function costOf(item: Item, measure: Measure): number | null {
  // A nested model knows its own sum, also where it is called twice.
  if (item.kind === 'model' && item.layer) return item.layer[measure];
  return sum(layersOf(item), measure);
}

function sum(layers: readonly Costs[], measure: Measure): number | null {
  let total = 0;
  for (const layer of layers) {
    const value = layer[measure];
    if (value === null) return null;
    total += value;
  }
  return total;
}

/** `52 %`; nothing where the share is not known or too small to matter. */
export function shareText(value: number | null, total: number | null): string {
  if (value === null || !total) return '';
  const share = value / total;
  return share < 0.01 ? '' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** The second line of a box. */
export const kindText = (item: Item): string => {
  if (item.kind === 'layer') return [item.layer.type, item.layer.detail].filter(Boolean).join(' ');
  const count = layersOf(item).length;
  return item.kind === 'model' ? `${item.layer?.type ?? 'Model'}, ${count} layers` : `${formatCount(count)} layers`;
};

export const titleText = (item: Item): string => (item.kind === 'layer' ? item.layer.name : item.title);

/** What a screen reader says of a box. */
export function itemLabel(item: Item, measure: Measure, total: number | null, open: boolean): string {
  const cost = costOf(item, measure);
  const share = shareText(cost, total);
  const last = layersOf(item).at(-1);
  return [
    titleText(item), item.kind !== 'layer' && item.times > 1 ? `${item.times} times` : '', kindText(item), last ? `output ${last.shape}` : '',
    `${formatCost(cost, measure)} ${measures[measure].unit}${share ? `, ${share} of all` : ''}`,
    item.kind === 'layer' && !item.layer.trainable && (item.layer.parameters ?? 0) > 0 ? 'frozen' : '', item.kind === 'layer' ? '' : open ? 'open' : 'closed',
  ].filter(Boolean).join(', ');
}

/** Everything that is known of a layer, for the pointer that rests on it. */
export function layerTip(layer: SheetLayer): string {
  return [
    `${layer.name}: ${[layer.type, layer.detail].filter(Boolean).join(' ')} → ${layer.shape}`,
    `${formatCost(layer.parameters, 'parameters')} parameters${layer.trainable || !layer.parameters ? '' : ', frozen'}`,
    `${formatCost(layer.multiplyAccumulates, 'multiplyAccumulates')} MACs, ${formatCost(layer.activationBytes, 'activationBytes')} of activations an example`,
    layer.receptiveField && `sees ${layer.receptiveField} of the input`,
  ].filter(Boolean).join('\n');
}

const headings = (sheet: ModelSheet) => ['Layer (type)', 'Output Shape', 'Param #', ...(sheet.chain ? [] : ['Connected to'])];
const cellsOf = (sheet: ModelSheet) => sheet.rows.map((row) => [`${row.name} (${row.type})`, row.shape, row.parameters, ...(sheet.chain ? [] : [row.connections])]);

/** One line a layer for spreadsheets (RFC 4180), numbers without separators. */
export function asCsv(sheet: ModelSheet): string {
  const quote = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const rows = sheet.rows.map((row) => [row.name, row.type, row.shape, row.parameters.replaceAll(',', '').replace(' (unbuilt)', ''), ...(sheet.chain ? [] : [row.connections])]);
  return [['layer', 'type', 'output_shape', 'parameters', ...(sheet.chain ? [] : ['connected_to'])], ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

export function asMarkdown(sheet: ModelSheet): string {
  const escape = (cell: string) => cell.replaceAll('|', '\\|');
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`;
  const rule = headings(sheet).map((_, at) => (at === 2 ? '---:' : '---'));
  return [`**${sheet.title}**`, '', line(headings(sheet)), line(rule), ...cellsOf(sheet).map(line), '', ...sheet.totals.map((total) => `- ${total}`), ''].join('\n');
}

export { formatBytes } from '../../core/features/format.js';
export { summaryTable } from '../../core/features/summary.js';

/** A notebook's code cells as one text, and places of that text as places of a cell. */
import type { Span } from '../graph/types.js';

/** A cell, or where one begins in the joined text. */
export interface Cell {
  /** Names it in spans of other cells. */
  readonly id: string;
  readonly text: string;
}

export interface PlacedCell {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Code cells one below the other. What IPython runs itself (`%matplotlib`, `!pip`, `%%bash`) becomes a comment of the same length. */
export function joinCells(cells: readonly Cell[]): { readonly text: string; readonly cells: readonly PlacedCell[] } {
  const placed: PlacedCell[] = [];
  let text = '';
  for (const { id, text: own } of cells) {
    const plain = own.startsWith('%%') && !/^%%(?:time|timeit|capture)\b/.test(own) ? own.replace(/^./gm, '#') : own.replace(/^([ \t]*)[%!?](?=\S)/gm, '$1#');
    placed.push({ id, from: text.length, to: text.length + own.length });
    text += `${plain}\n`;
  }
  return { text, cells: placed };
}

/** A span of the joined text as one of a cell: places in other cells carry that cell's id as their file. */
export function spanInCell(span: Span, here: PlacedCell, cells: readonly PlacedCell[]): Span {
  if (span.file !== undefined) return span;
  const home = span.from >= here.from && span.to <= here.to ? here : (cells.find(({ from, to }) => span.from >= from && span.from <= to) ?? here);
  const moved = { from: span.from - home.from, to: Math.min(span.to, home.to) - home.from };
  return home === here ? moved : { ...moved, file: home.id };
}

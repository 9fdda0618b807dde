/** A notebook's code cells as one text, and its analysis as one of each cell. */
import type { Analysis } from '../analysis.js';
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

/** What an analysis of all cells says of one: its own calls and mistakes, and all models, with places as the cell sees them. */
export function analysisOfCell(analysis: Analysis, here: PlacedCell, cells: readonly PlacedCell[]): Analysis {
  const own = (span: Span | null) => span !== null && span.file === undefined && span.from >= here.from && span.from <= here.to;
  const kept: Analysis = {
    models: analysis.models,
    calls: analysis.calls.filter(({ span, callSpan }) => own(span) || own(callSpan)),
    diagnostics: analysis.diagnostics.filter(({ span }) => own(span)),
    unknowns: analysis.unknowns.filter(({ span }) => own(span)),
  };
  return withSpans(kept, (span) => spanInCell(span, here, cells)) as Analysis;
}

/** Copies plain data with every value under a key that ends in `span` moved. */
function withSpans(value: unknown, move: (span: Span) => Span): unknown {
  if (Array.isArray(value)) return value.map((item) => withSpans(item, move));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, /span$/i.test(key) && item !== null ? move(item as Span) : withSpans(item, move)]));
}

/** What of an analysis is seen at once, as small plain data: it crosses from thread to thread at every key, the graphs behind it do not. */
import type { AnalysedModel, Analysis, Diagnostic } from '../analysis.js';
import type { ModelGraph, Span } from '../graph/types.js';
import { placeOf } from '../rules/place.js';
import type { Lines } from '../syntax/lines.js';
import { type PlacedCell, spanInCell } from './cells.js';
import { formatParameters } from './format.js';
import { type HintFormat, type LineHint, lineHints } from './hints.js';
import { withLaterNames } from './later-cells.js';
import { type Lens, modelLenses, modelName } from './lenses.js';

/** A hint without the calls behind it. */
export interface HintGlance extends Omit<LineHint, 'calls'> {
  /** Where the first of its layers is made; null where that is another file. */
  readonly from: number | null;
  /** It stands for several calls. */
  readonly folded: boolean;
  /** Not known, or read from a call that is not closed or holds something unreadable. */
  readonly doubtful: boolean;
}

export interface ModelGlance {
  /** The variable that holds it, else Keras's name for it. */
  readonly name: string;
  /** e.g. `93,322 parameters`. */
  readonly parameters: string;
  /** Whether the text says how it is trained. */
  readonly trains: boolean;
  /** The call that makes it. */
  readonly span: Span | null;
  /** Where in this text its own layers are made, where it is made itself, from the line's beginning, and where it is trained: pairs of first and last offset, one after the other. */
  readonly layers: readonly number[];
  /** The same of layers of models inside. */
  readonly nested: readonly number[];
}

export interface Glance {
  readonly hints: readonly HintGlance[];
  readonly lenses: readonly Lens[];
  /** Without their mends, which are asked for where one is wanted. */
  readonly diagnostics: readonly Omit<Diagnostic, 'fixes'>[];
  /** In the order of `Analysis.models`. */
  readonly models: readonly ModelGlance[];
}

/** `placesOf` may keep where the layers of a graph stand as long as the graph. */
export function glanceOf(analysis: Pick<Analysis, 'models' | 'calls' | 'diagnostics'>, lines: Lines, format: HintFormat): Glance {
  const errors = analysis.diagnostics.flatMap(({ code, span }) => (code === 'syntax-error' ? [span] : []));
  return {
    hints: lineHints(analysis, lines, format).map(({ calls, ...hint }) => {
      const [first] = calls;
      const doubtful = hint.text.includes('?') || calls.some(({ span }) => errors.some(({ from }) => span.from <= from && from <= span.to + 1));
      return { ...hint, from: first && first.span.file === undefined ? first.span.from : null, folded: calls.length > 1, doubtful };
    }),
    lenses: modelLenses(analysis, lines, format.numbers),
    diagnostics: analysis.diagnostics.map(({ span, severity, code, message, related }) => ({ span, severity, code, message, ...(related ? { related } : {}) })),
    models: analysis.models.map((model) => modelGlance(model, lines)),
  };
}

function modelGlance(model: AnalysedModel, lines: Lines): ModelGlance {
  const { span } = model.graph;
  const fit = model.recipe?.fitSpan;
  const { own, nested } = placesIn(model.graph);
  if (span && span.file === undefined) own.push(lines.startOf(lines.lineAt(span.from)), span.to);
  if (fit && fit.file === undefined) own.push(fit.from, fit.to);
  return { name: modelName(model), parameters: formatParameters(model.parameters.total), trains: model.recipe !== null, span, layers: own, nested };
}

/** Where in the text a graph's layers are made, and those of graphs inside: pairs of first and last offset, each once. */
function placesIn(graph: ModelGraph): { readonly own: number[]; readonly nested: number[] } {
  const seen = new Set<number>();
  const found = { own: [] as number[], nested: [] as number[] };
  const enter = ({ layers }: ModelGraph, places: number[]): void => {
    for (const { span, inner } of layers) {
      if (span && span.file === undefined && !seen.has(placeOf(span))) {
        seen.add(placeOf(span));
        places.push(span.from, span.to);
      }
      if (inner) enter(inner, found.nested);
    }
  };
  enter(graph, found.own);
  return found;
}

/** A glance at all cells of a notebook, cell by cell. */
export function glancesOfCells(glance: Glance, text: string, cells: readonly PlacedCell[], lines: Lines): Glance[] {
  const told = { ...glance, diagnostics: withLaterNames(glance.diagnostics, text, cells) };
  return cells.map((cell) => glanceOfCell(told, cell, cells, lines));
}

/** What a glance at all cells of a notebook holds of one: its own hints, lenses and mistakes, and all models, with places as the cell sees them. */
export function glanceOfCell({ hints, lenses, diagnostics, models }: Glance, here: PlacedCell, cells: readonly PlacedCell[], lines: Lines): Glance {
  const within = (offset: number) => here.from <= offset && offset <= here.to;
  const first = lines.lineAt(here.from);
  const own = (span: Span) => spanInCell(span, here, cells);
  const ownPairs = (places: readonly number[]) => pairs(places).filter(([from]) => within(from)).flatMap(([from, to]) => [from - here.from, to - here.from]);
  return {
    hints: hints.filter(({ offset }) => within(offset)).map((hint) => ({ ...hint, line: hint.line - first, offset: hint.offset - here.from, from: hint.from !== null && within(hint.from) ? hint.from - here.from : null })),
    lenses: lenses.filter(({ offset }) => within(offset)).map((lens) => ({ ...lens, line: lens.line - first, offset: lens.offset - here.from })),
    diagnostics: diagnostics.filter(({ span }) => span.file === undefined && within(span.from)).map((diagnostic) => ({
      ...diagnostic, span: own(diagnostic.span), ...(diagnostic.related ? { related: diagnostic.related.map((place) => ({ ...place, span: own(place.span) })) } : {}),
    })),
    models: models.map((model) => ({ ...model, span: model.span && own(model.span), layers: ownPairs(model.layers), nested: ownPairs(model.nested) })),
  };
}

/**
 * Index of the model that a place in the text belongs to: the one whose own layers, call or training stand there, else the one that holds
 * a model whose layers do, else the one between whose layers it lies most closely, else the last one that begins before it, else the
 * first that is trained, else the first; null where there is none.
 */
export function modelAt(models: readonly Pick<ModelGlance, 'span' | 'layers' | 'nested' | 'trains'>[], offset: number): number | null {
  const stands = (places: readonly number[]) => pairs(places).some(([from, to]) => from <= offset && offset <= to);
  for (const at of [models.findLastIndex(({ layers }) => stands(layers)), models.findLastIndex(({ nested }) => stands(nested)), closestAround(models, offset)]) {
    if (at >= 0) return at;
  }
  const before = models.findLastIndex(({ span }) => span && span.file === undefined && span.from <= offset);
  if (before >= 0) return before;
  // A file that was just opened has its caret above all of them.
  return models.length > 0 ? Math.max(0, models.findIndex(({ trains }) => trains)) : null;
}

/** Index of the model whose first and last place are nearest around an offset; -1 where none is. */
function closestAround(models: readonly Pick<ModelGlance, 'layers'>[], offset: number): number {
  let [best, length] = [-1, Infinity];
  models.forEach(({ layers }, at) => {
    const [from, to] = [Math.min(...layers), Math.max(...layers)];
    if (from <= offset && offset <= to && to - from <= length) [best, length] = [at, to - from];
  });
  return best;
}

const pairs = (places: readonly number[]): (readonly [number, number])[] => Array.from({ length: places.length / 2 }, (_, at) => [places[2 * at] as number, places[2 * at + 1] as number]);

import type { Analysis } from '../../core/analysis.js';
import type { AnalyzeOptions } from '../../core/analyze.js';
import { layersNamedAt } from '../../core/features/definitions.js';
import { offersAt } from '../../core/features/fixes/offer.js';
import { callsTable, lineHints } from '../../core/features/hints.js';
import { layerHover } from '../../core/features/hovers.js';
import { modelLenses } from '../../core/features/lenses.js';
import { callsAt, layerAtPath, layerOf, layersAt } from '../../core/features/models.js';
import { nameHover } from '../../core/features/name-hovers.js';
import { summaryText } from '../../core/features/summary.js';
import { outline } from '../../core/features/symbols.js';
import { layerSpec } from '../../core/layers/lookup.js';
import { Lines } from '../../core/syntax/lines.js';
import { modelSheet } from '../../visualizations/model/sheet.js';
import type { HoverAnswer, Questions } from './protocol.js';

/** A version of a text as the thread keeps it. */
export interface Known {
  readonly text: string;
  readonly analysis: Analysis;
  readonly options: AnalyzeOptions;
}

/** Answers about one version. */
export function answers({ text, analysis, options }: Known): Questions {
  const of = <T>(index: number, tell: (model: Analysis['models'][number]) => T): T | null => {
    const model = analysis.models[index];
    return model ? tell(model) : null;
  };
  return {
    model: (index) => of(index, (model) => model),
    sheet: (index) => of(index, modelSheet),
    summary: (index) => of(index, summaryText),
    layersAt: (index, offset, line) => of(index, ({ graph }) => layersAt(graph, offset, line)) ?? [],
    placeOfLayer: (index, path) => of(index, ({ graph }) => layerAtPath(graph, path)?.span ?? null),
    layerAt: (index, offset) => of(index, (model) => {
      const call = callsAt(analysis, offset)?.calls.at(-1);
      const found = call && layerOf({ models: [model] }, call);
      return found?.graph === model.graph ? found.layer.name : null;
    }),
    layersOfLine(offset, format) {
      const lines = new Lines(text);
      const line = lines.lineAt(offset);
      const hint = lineHints(analysis, lines, format).find((candidate) => candidate.line === line);
      return hint ? callsTable(hint.calls, format) : [];
    },
    hover(offset, format, wanted) {
      const tell: { readonly [About in HoverAnswer['about']]: () => Omit<HoverAnswer, 'about'> | null } = {
        // A name inside a layer's call says more of itself than the call around it does.
        name: () => {
          const name = nameHover(analysis, text, offset, format);
          return name && { ...name, source: null, doc: null };
        },
        layer: () => layerHover(analysis, offset, { ...format, about: (type) => layerSpec(type) ?? null }),
        model: () => {
          const lines = new Lines(text);
          const line = lines.lineAt(offset);
          const lens = modelLenses(analysis, lines).find((item) => item.action === 'model' && item.line === line);
          return lens ? { span: { from: lines.startOf(line), to: lines.endOf(line) }, markdown: [`**${lens.title}**`, lens.tooltip], source: null, doc: null } : null;
        },
      };
      for (const about of ['name', 'layer', 'model'] as const) {
        const hover = wanted.includes(about) ? tell[about]() : null;
        if (hover) return { ...hover, about };
      }
      return null;
    },
    offers: (range) => offersAt(text, analysis, range, options),
    outline: (format) => outline(analysis, format),
    namedLayers: (offset) => layersNamedAt(analysis, text, offset),
  };
}

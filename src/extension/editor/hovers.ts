import * as vscode from 'vscode';
import { layerHover } from '../../core/features/hovers.js';
import { modelLenses } from '../../core/features/lenses.js';
import { Lines } from '../../core/syntax/lines.js';
import { callsAt } from '../../core/features/models.js';
import type { Analyses } from '../analyses.js';
import type { Analyzer } from '../analyzer/analyzer.js';
import { rangeOf, uriOf } from '../places.js';
import { settingsFor } from '../settings.js';

/** All that is known of the layer, or the model, under the pointer. */
export class HoversProvider implements vscode.HoverProvider {
  constructor(private readonly analyses: Analyses, private readonly analyzer: Analyzer) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const result = await this.analyses.current(document);
    const settings = settingsFor(document);
    if (!result) return null;
    const offset = document.offsetAt(position);
    const [type] = (callsAt(result.analysis, offset)?.calls ?? []).map((call) => call.type);
    const about = type === undefined ? null : await this.analyzer.api.about(type);
    const hover = layerHover(result.analysis, offset, { batchAxis: settings['shapes.batchAxis'], about: () => about });
    if (hover && (settings['layer.shapes'] !== 'off' || settings['layer.parameters'] !== 'off')) {
      const text = new vscode.MarkdownString(hover.markdown.join('\n\n'));
      if (hover.source) {
        const target = uriOf(document, hover.source.span).with({ fragment: `L${document.positionAt(hover.source.span.from).line + 1}` });
        text.appendMarkdown(`\n\nInput from [${hover.source.label}](${target.toString()})`);
      }
      return new vscode.Hover(text, rangeOf(document, hover.span));
    }
    const line = document.lineAt(position).text;
    const lens = modelLenses(result.analysis, new Lines(result.text)).find((item) => item.action === 'summary' && item.line === position.line);
    if (!lens || settings['model.totals'] === 'off' || position.character > line.length) return null;
    return new vscode.Hover(new vscode.MarkdownString(`**${lens.title}**\n\n${lens.tooltip}`));
  }
}

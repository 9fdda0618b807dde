import * as vscode from 'vscode';
import { spanInCell } from '../../core/features/cells.js';
import { modelLenses } from '../../core/features/lenses.js';
import type { Span } from '../../core/graph/types.js';
import { Lines } from '../../core/syntax/lines.js';
import type { Analyses } from '../analyses.js';
import type { Analyzer } from '../analyzer/analyzer.js';
import type { CommandId } from '../commands.js';
import { placeOf, rangeOf } from '../places.js';
import { settingsFor } from '../settings.js';

/** Pictures of the layer under the pointer, one click away. */
const pictures = { 'convlens.showActivations': 'Activations', 'convlens.showFilters': 'Patterns' } satisfies Partial<Record<CommandId, string>>;

/** All that is known of the layer, the name or the model under the pointer. */
export class HoversProvider implements vscode.HoverProvider {
  constructor(private readonly analyses: Analyses, private readonly analyzer: Analyzer) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const result = await this.analyses.current(document);
    const settings = settingsFor(document);
    if (result?.version !== document.version) return null;
    const here = result.cells.find(({ id }) => id === document.uri.toString());
    const hover = await this.analyzer.api.hover(result.id, document.offsetAt(position) + (here?.from ?? 0), { batchAxis: settings['shapes.batchAxis'] });
    const shown = hover?.about === 'layer' ? settings['layer.shapes'] !== 'off' || settings['layer.parameters'] !== 'off' : settings['model.totals'] !== 'off';
    if (hover && shown) {
      const text = new vscode.MarkdownString(hover.markdown.join('\n\n'));
      const own = (span: Span) => (here ? spanInCell(span, here, result.cells) : span);
      if (hover.source) {
        const { uri, range } = await placeOf(document, own(hover.source.span));
        // A link into another cell cannot carry a line beside the cell's own fragment.
        const target = uri.fragment ? uri : uri.with({ fragment: `L${range.start.line + 1}` });
        text.appendMarkdown(`\n\nInput from [${hover.source.label}](${target.toString()})`);
      }
      if (hover.about === 'layer') {
        const place = encodeURIComponent(JSON.stringify([{ uri: document.uri.toString(), offset: document.offsetAt(position) }]));
        text.isTrusted = { enabledCommands: Object.keys(pictures) };
        text.appendMarkdown(`\n\n${Object.entries(pictures).map(([command, name]) => `[${name}](command:${command}?${place})`).join(' · ')}`);
      }
      return new vscode.Hover(text, rangeOf(document, own(hover.span)));
    }
    const lens = modelLenses(result.analysis, new Lines(result.text)).find((item) => item.action === 'model' && item.line === position.line);
    if (!lens || settings['model.totals'] === 'off') return null;
    return new vscode.Hover(new vscode.MarkdownString(`**${lens.title}**\n\n${lens.tooltip}`));
  }
}

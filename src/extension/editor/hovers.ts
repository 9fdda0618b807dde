import * as vscode from 'vscode';
import type { Span } from '../../core/graph/types.js';
import { inDocument, inWhole, type Analyses } from '../analyses.js';
import type { HoverAnswer } from '../analyzer/protocol.js';
import type { CommandId } from '../commands.js';
import { placeOf, rangeOf } from '../places.js';
import { settingsFor, type Settings } from '../settings.js';

/** Pictures of the layer under the pointer, one click away. */
const pictures = { 'convlens.showActivations': 'Activations', 'convlens.showFilters': 'Patterns' } satisfies Partial<Record<CommandId, string>>;

/** All that is known of the layer, the name or the model under the pointer. */
export class HoversProvider implements vscode.HoverProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const result = await this.analyses.current(document);
    const settings = settingsFor(document);
    if (result?.version !== document.version) return null;
    const hover = (await this.analyses.ask(result, 'hover', inWhole(result, document.offsetAt(position)), { batchAxis: settings['shapes.batchAxis'] }, wantedBy(settings)))?.answer;
    if (!hover) return null;
    const linkTo = async (span: Span): Promise<string> => {
      const { uri, range } = await placeOf(document, inDocument(result, span));
      // A link into another cell cannot carry a line beside the cell's own fragment.
      return (uri.fragment ? uri : uri.with({ fragment: `L${range.start.line + 1}` })).toString();
    };
    const places = await Promise.all((hover.places ?? []).map(linkTo));
    const text = new vscode.MarkdownString(hover.markdown.join('\n\n').replace(/\]\(place:(\d+)\)/g, (_, n: string) => `](${places[Number(n)]})`));
    const links = hover.source ? [`Input from [${hover.source.label}](${await linkTo(hover.source.span)})`] : [];
    if (hover.about === 'layer') {
      const place = encodeURIComponent(JSON.stringify([{ uri: document.uri.toString(), offset: document.offsetAt(position) }]));
      text.isTrusted = { enabledCommands: Object.keys(pictures) };
      links.push(...Object.entries(pictures).map(([command, name]) => `[${name}](command:${command}?${place})`));
    }
    if (hover.doc) links.push(`[Keras documentation](${hover.doc})`);
    // One line for all of them: a hover covers the code around it.
    if (links.length > 0) text.appendMarkdown(`\n\n${links.join(' · ')}`);
    return new vscode.Hover(text, rangeOf(document, inDocument(result, hover.span)));
  }
}

/** Facts that are switched off are not told on hover either. */
function wantedBy(settings: Settings): HoverAnswer['about'][] {
  const [layers, models] = [settings['layer.shapes'] !== 'off' || settings['layer.parameters'] !== 'off', settings['model.totals'] !== 'off'];
  return [...(layers ? ['layer'] as const : []), ...(models ? ['name', 'model'] as const : [])];
}

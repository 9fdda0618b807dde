import type * as vscode from 'vscode';
import { inDocument, inWhole, type Analyses } from '../analyses.js';
import { placeOf, rangeOf } from '../places.js';

/** From a layer's name in a string to the line that makes the layer. */
export class LayerNames implements vscode.DefinitionProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.LocationLink[]> {
    const result = await this.analyses.current(document);
    const found = result?.version === document.version ? (await this.analyses.ask(result, 'namedLayers', inWhole(result, document.offsetAt(position))))?.answer : null;
    if (!result || !found) return [];
    const places = await Promise.all(found.targets.map((span) => placeOf(document, inDocument(result, span))));
    return places.map(({ uri, range }) => ({ originSelectionRange: rangeOf(document, inDocument(result, found.span)), targetUri: uri, targetRange: range, targetSelectionRange: range }));
  }
}

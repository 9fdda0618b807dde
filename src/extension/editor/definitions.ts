import type * as vscode from 'vscode';
import { layersNamedAt } from '../../core/features/definitions.js';
import type { Analyses } from '../analyses.js';
import { placeOf, rangeOf } from '../places.js';

/** From a layer's name in a string to the line that makes the layer. */
export class LayerNames implements vscode.DefinitionProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.LocationLink[]> {
    const result = await this.analyses.current(document);
    const found = result?.version === document.version ? layersNamedAt(result.analysis, result.text, document.offsetAt(position)) : null;
    if (!found) return [];
    const places = await Promise.all(found.targets.map((span) => placeOf(document, span)));
    return places.map(({ uri, range }) => ({ originSelectionRange: rangeOf(document, found.span), targetUri: uri, targetRange: range, targetSelectionRange: range }));
  }
}

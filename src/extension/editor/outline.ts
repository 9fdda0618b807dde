import * as vscode from 'vscode';
import type { OutlineItem } from '../../core/features/symbols.js';
import { inDocument, type Analysed, type Analyses } from '../analyses.js';
import { rangeOf } from '../places.js';
import { settingsFor } from '../settings.js';

const kinds = { model: vscode.SymbolKind.Module, layer: vscode.SymbolKind.Field } satisfies Record<OutlineItem['kind'], vscode.SymbolKind>;

/** Models and their layers in the outline and the breadcrumbs. */
export class OutlineProvider implements vscode.DocumentSymbolProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const result = await this.analyses.current(document);
    if (result?.version !== document.version) return [];
    const items = (await this.analyses.ask(result, 'outline', { batchAxis: settingsFor(document)['shapes.batchAxis'] }))?.answer ?? [];
    return ownItems(result, items).map((item) => symbolOf(document, item));
  }
}

/** Models and layers of the result's document, with places there. */
function ownItems(result: Analysed, items: readonly OutlineItem[]): OutlineItem[] {
  return items.flatMap((item) => {
    const span = inDocument(result, item.span);
    return span.file === undefined ? [{ ...item, span, children: ownItems(result, item.children) }] : [];
  });
}

function symbolOf(document: vscode.TextDocument, item: OutlineItem): vscode.DocumentSymbol {
  const own = rangeOf(document, item.span);
  const children = item.children.map((child) => symbolOf(document, child));
  // A symbol's range must hold its name's; children outside it (a model that grows by `add`) are allowed.
  const whole = children.reduce((range, child) => range.union(child.range), own);
  const symbol = new vscode.DocumentSymbol(item.name || '(unnamed)', item.detail, kinds[item.kind], whole, own);
  symbol.children = children;
  return symbol;
}

/** Models and layers of all open texts, found by name. */
export class WorkspaceSymbols implements vscode.WorkspaceSymbolProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideWorkspaceSymbols(query: string): Promise<vscode.SymbolInformation[]> {
    const letters = [...query.toLowerCase()];
    // The editor scores what it gets; whatever holds the letters in their order may fit.
    const fits = (name: string) => {
      let at = -1;
      return letters.every((letter) => (at = name.toLowerCase().indexOf(letter, at + 1)) >= 0);
    };
    const found = await Promise.all(this.analyses.all().map(async (result) => {
      const { document } = result;
      const items = result.version === document.version ? (await this.analyses.ask(result, 'outline', { batchAxis: false }))?.answer : null;
      const symbol = (item: OutlineItem, container: string) => new vscode.SymbolInformation(item.name || '(unnamed)', kinds[item.kind], container, new vscode.Location(document.uri, rangeOf(document, item.span)));
      return ownItems(result, items ?? []).flatMap((model) => [symbol(model, ''), ...model.children.map((layer) => symbol(layer, model.name))]).filter(({ name }) => fits(name));
    }));
    return found.flat();
  }
}

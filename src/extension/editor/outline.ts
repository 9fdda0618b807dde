import * as vscode from 'vscode';
import { outline, type OutlineItem } from '../../core/features/symbols.js';
import type { Analyses } from '../analyses.js';
import { rangeOf } from '../places.js';
import { settingsFor } from '../settings.js';

const kinds = { model: vscode.SymbolKind.Module, layer: vscode.SymbolKind.Field } satisfies Record<OutlineItem['kind'], vscode.SymbolKind>;

/** Models and their layers in the outline and the breadcrumbs. */
export class OutlineProvider implements vscode.DocumentSymbolProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const result = await this.analyses.current(document);
    if (result?.version !== document.version) return [];
    return outline(result.analysis, { batchAxis: settingsFor(document)['shapes.batchAxis'] }).map((item) => symbolOf(document, item));
  }
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

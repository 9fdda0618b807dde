import * as vscode from 'vscode';
import type { Offer } from '../../core/features/fixes/offer.js';
import { inDocument, inWhole, type Analysed, type Analyses } from '../analyses.js';
import { placeOf } from '../places.js';
import { settingsFor } from '../settings.js';
import { type RulePages, diagnosticOf } from './problems.js';

const kinds = {
  quickfix: vscode.CodeActionKind.QuickFix,
  refactor: vscode.CodeActionKind.RefactorRewrite,
  // Not among those that run on saving: a file is modernized only when its author asks for it.
  source: vscode.CodeActionKind.Source.append('modernize'),
} satisfies Record<Offer['kind'], vscode.CodeActionKind>;

/** Quick fixes, refactorings and changes of the whole file, as the analysis thread offers them. */
export class Actions implements vscode.CodeActionProvider {
  static readonly kinds = Object.values(kinds);

  constructor(private readonly analyses: Analyses, private readonly pages: RulePages) {}

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext, token: vscode.CancellationToken): Promise<vscode.CodeAction[]> {
    const result = this.analyses.latest(document.uri);
    if (result?.version !== document.version) return [];
    const at = (position: vscode.Position) => inWhole(result, document.offsetAt(position));
    const offers = (await this.analyses.ask(result, 'offers', { from: at(range.start), to: at(range.end) }))?.answer ?? [];
    if (token.isCancellationRequested || document.version !== result.version) return [];
    const shown = settingsFor(document)['diagnostics.enabled'];
    const wanted = offers.filter(({ kind, diagnostic }) => (shown || !diagnostic) && (context.only === undefined || context.only.contains(kinds[kind]) || kinds[kind].contains(context.only)));
    return Promise.all(wanted.map((offer) => this.actionOf(result, offer)));
  }

  private async actionOf(result: Analysed, { title, kind, edits, diagnostic }: Offer): Promise<vscode.CodeAction> {
    const { document } = result;
    const action = new vscode.CodeAction(title, kinds[kind]);
    action.edit = new vscode.WorkspaceEdit();
    for (const { span, text } of edits) {
      const { uri, range } = await placeOf(document, inDocument(result, span));
      action.edit.replace(uri, range, text);
    }
    if (diagnostic) action.diagnostics = [diagnosticOf(document, { ...diagnostic, span: inDocument(result, diagnostic.span), related: [] }, this.pages)];
    return action;
  }
}

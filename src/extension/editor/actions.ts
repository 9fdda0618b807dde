import * as vscode from 'vscode';
import { spanInCell } from '../../core/features/cells.js';
import type { Offer } from '../../core/features/fixes/offer.js';
import type { Span } from '../../core/graph/types.js';
import type { Analysed, Analyses } from '../analyses.js';
import type { Analyzer } from '../analyzer/analyzer.js';
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

  constructor(private readonly analyses: Analyses, private readonly analyzer: Analyzer, private readonly pages: RulePages) {}

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext, token: vscode.CancellationToken): Promise<vscode.CodeAction[]> {
    const result = this.analyses.latest(document.uri);
    if (result?.version !== document.version) return [];
    const begin = cellOf(result)?.from ?? 0;
    const offers = await this.analyzer.api.offers(result.id, { from: begin + document.offsetAt(range.start), to: begin + document.offsetAt(range.end) });
    if (token.isCancellationRequested || document.version !== result.version) return [];
    const shown = settingsFor(document)['diagnostics.enabled'];
    const wanted = offers.filter(({ kind, diagnostic }) => (shown || !diagnostic) && (context.only === undefined || context.only.contains(kinds[kind]) || kinds[kind].contains(context.only)));
    return Promise.all(wanted.map((offer) => this.actionOf(result, offer)));
  }

  private async actionOf(result: Analysed, { title, kind, edits, diagnostic }: Offer): Promise<vscode.CodeAction> {
    const { document, cells } = result;
    const here = cellOf(result);
    const own = (span: Span): Span => (here ? spanInCell(span, here, cells) : span);
    const action = new vscode.CodeAction(title, kinds[kind]);
    action.edit = new vscode.WorkspaceEdit();
    for (const { span, text } of edits) {
      const { uri, range } = await placeOf(document, own(span));
      action.edit.replace(uri, range, text);
    }
    if (diagnostic) action.diagnostics = [diagnosticOf(document, { ...diagnostic, span: own(diagnostic.span), related: [] }, this.pages)];
    return action;
  }
}

const cellOf = ({ document, cells }: Analysed) => cells.find(({ id }) => id === document.uri.toString());

import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/analysis.js';
import type { Analysed, Analyses } from '../analyses.js';
import { rangeOf, uriOf } from '../places.js';
import { settingsFor } from '../settings.js';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} satisfies Record<Diagnostic['severity'], vscode.DiagnosticSeverity>;

/** Publishes what is wrong with a model as one types, and offers the fixes that the analysis knows. */
export class Problems implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly collection = vscode.languages.createDiagnosticCollection('convlens');
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses) {
    this.subscriptions = [
      this.collection,
      analyses.onDidChange((result) => this.publish(result)),
      analyses.onDidForget((uri) => this.collection.delete(uri)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('convlens.diagnostics')) return;
        for (const document of vscode.workspace.textDocuments) {
          const result = analyses.latest(document.uri);
          if (result) this.publish(result);
        }
      }),
    ];
  }

  private publish({ analysis, document, version }: Analysed): void {
    if (!settingsFor(document)['diagnostics.enabled']) return void this.collection.delete(document.uri);
    // Offsets of an older text would underline the wrong place; the newer result is on its way.
    if (version !== document.version) return;
    // Broken Python is the Python extension's to report; saying it twice is noise.
    const own = analysis.diagnostics.filter(({ span, code }) => span.file === undefined && !code.startsWith('syntax'));
    this.collection.set(document.uri, own.map((diagnostic) => diagnosticOf(document, diagnostic)));
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const result = this.analyses.latest(document.uri);
    if (result?.version !== document.version) return [];
    return result.analysis.diagnostics.flatMap((diagnostic) => {
      if (diagnostic.span.file !== undefined || !rangeOf(document, diagnostic.span).intersection(range)) return [];
      return (diagnostic.fixes ?? []).map((fix) => {
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        for (const { span, text } of fix.edits) action.edit.replace(uriOf(document, span), rangeOf(document, span), text);
        action.diagnostics = [diagnosticOf(document, diagnostic)];
        return action;
      });
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function diagnosticOf(document: vscode.TextDocument, { span, severity, code, message, related }: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(document, span), message, severities[severity]);
  diagnostic.source = 'ConvLens';
  diagnostic.code = code;
  if (related) {
    diagnostic.relatedInformation = related.map((place) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uriOf(document, place.span), rangeOf(document, place.span)), place.message));
  }
  return diagnostic;
}

import { existsSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/analysis.js';
import type { Analysed, Analyses } from '../analyses.js';
import { rangeOf, uriOf } from '../places.js';
import { settingsFor } from '../settings.js';

/** Pages of the rules and of what Keras rejects, which come with the extension. */
export class RulePages {
  private readonly names: ReadonlySet<string>;

  constructor(private readonly folder: vscode.Uri) {
    this.names = new Set(existsSync(folder.fsPath) ? readdirSync(folder.fsPath) : []);
  }

  of(code: string): vscode.Uri | null {
    return this.names.has(`${code}.md`) ? vscode.Uri.joinPath(this.folder, `${code}.md`) : null;
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} satisfies Record<Diagnostic['severity'], vscode.DiagnosticSeverity>;

/**
 * Milliseconds after a result: the hints go first. The editor takes in all mistakes of a text with every list of them, and what arrives
 * together is drawn together.
 */
const afterHints = 40;

/** Publishes what is wrong with a model as one types. */
export class Problems implements vscode.Disposable {
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** Texts that were ahead of their result when it was to be told. */
  private readonly missed = new Set<string>();
  private readonly collection = vscode.languages.createDiagnosticCollection('convlens');
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses, private readonly pages: RulePages) {
    this.subscriptions = [
      this.collection,
      analyses.onDidChange(({ document }) => this.soon(document.uri)),
      analyses.onDidForget((uri) => {
        this.cancel(uri.toString());
        this.collection.delete(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('convlens.diagnostics')) return;
        for (const document of vscode.workspace.textDocuments) {
          const result = analyses.latest(document.uri);
          if (result) this.publish(result);
        }
      }),
    ];
  }

  /** Whatever is found meanwhile is covered: who types without a pause must not wait for the end of it. */
  private soon(uri: vscode.Uri): void {
    const key = uri.toString();
    if (this.waiting.has(key)) return;
    this.waiting.set(key, setTimeout(() => {
      this.waiting.delete(key);
      const result = this.analyses.latest(uri);
      // Between a key and its result there is nothing to tell; that result is told as soon as it is there.
      if (result?.version !== result?.document.version) this.missed.add(key);
      else if (result) this.publish(result);
    }, this.missed.delete(key) ? 0 : afterHints));
  }

  private cancel(key: string): void {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.missed.delete(key);
  }

  private publish({ glance, document, version }: Analysed): void {
    if (!settingsFor(document)['diagnostics.enabled']) return void this.collection.delete(document.uri);
    // Offsets of an older text would underline the wrong place; the newer result is on its way.
    if (version !== document.version) return;
    // Broken Python is the Python extension's to report; saying it twice is noise.
    const own = glance.diagnostics.filter(({ span, code }) => span.file === undefined && !code.startsWith('syntax'));
    const shown = own.map((diagnostic) => diagnosticOf(document, diagnostic, this.pages));
    // Most results find what the one before found: the editor need not hear that again with every key.
    if (isDeepStrictEqual(shown, this.collection.get(document.uri) ?? [])) return;
    this.collection.set(document.uri, shown);
  }

  dispose(): void {
    for (const key of this.waiting.keys()) this.cancel(key);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

export function diagnosticOf(document: vscode.TextDocument, { span, severity, code, message, related }: Omit<Diagnostic, 'fixes'>, pages: RulePages): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(document, span), message, severities[severity]);
  diagnostic.source = 'ConvLens';
  const page = pages.of(code);
  diagnostic.code = page ? { value: code, target: page } : code;
  if (related) {
    diagnostic.relatedInformation = related.map((place) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uriOf(document, place.span), rangeOf(document, place.span)), place.message));
  }
  return diagnostic;
}

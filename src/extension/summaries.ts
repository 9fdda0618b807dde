import * as vscode from 'vscode';
import type { Analyses } from './analyses.js';
import { baseName } from './places.js';
import { findModel, type Target } from './target.js';

const scheme = 'convlens-summary';

/** The summary of a model as a read-only text beside the code, kept up to date as the code changes. */
export class Summaries implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      analyses.onDidChange(({ document }) => {
        for (const shown of vscode.workspace.textDocuments) {
          if (shown.uri.scheme === scheme && sourceOf(shown.uri).source === document.uri.toString()) this.changed.fire(shown.uri);
        }
      }),
    ];
  }

  async show({ document, name }: Target): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name} (${baseName(document.uri)}) summary`, query: JSON.stringify({ source: document.uri.toString(), name }) });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { source, name } = sourceOf(uri);
    const target = await findModel(this.analyses, source, name);
    const summary = target?.name === name ? (await this.analyses.ask(target.result, 'summary', target.index))?.answer : null;
    return summary ?? `${name} is not in ${baseName(vscode.Uri.parse(source))} any more.\n`;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

const sourceOf = (uri: vscode.Uri) => JSON.parse(uri.query) as { readonly source: string; readonly name: string };

import * as vscode from 'vscode';
import type { Analyses } from '../analyses.js';
import type { Analyzer } from '../analyzer/analyzer.js';

const isProject = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith('/pyproject.toml');

/** Follows what is chosen for the rules: analyses anew when settings or a pyproject.toml change, and tells of mistakes in the latter. */
export class ProjectFiles implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('convlens-project');
  private readonly subscriptions: vscode.Disposable[];

  constructor(analyses: Analyses, private readonly analyzer: Analyzer) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/pyproject.toml');
    const renew = () => { analyses.renew(); };
    this.subscriptions = [
      this.collection, watcher, watcher.onDidChange(renew), watcher.onDidCreate(renew), watcher.onDidDelete(renew),
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.check(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => { this.collection.delete(uri); }),
    ];
    for (const document of vscode.workspace.textDocuments) void this.check(document);
  }

  /** Mistakes stand at the section's head: the sentences name the keys. */
  private async check(document: vscode.TextDocument): Promise<void> {
    if (!isProject(document)) return;
    const text = document.getText();
    const head = text.indexOf('tool.convlens');
    const problems = head < 0 ? [] : await this.analyzer.api.projectProblems(text);
    if (document.isClosed || document.getText() !== text) return;
    const line = document.lineAt(document.positionAt(Math.max(head, 0)).line).range;
    this.collection.set(document.uri, problems.map((message) => Object.assign(new vscode.Diagnostic(line, message, vscode.DiagnosticSeverity.Warning), { source: 'ConvLens' })));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

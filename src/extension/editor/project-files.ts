import * as vscode from 'vscode';
import type { Analyses } from '../analyses.js';
import type { Analyzer } from '../analyzer/analyzer.js';

const isProject = ({ path }: vscode.Uri): boolean => path.endsWith('/pyproject.toml');

/**
 * Follows what is chosen for the rules: analyses anew when a pyproject.toml changes, and tells of mistakes in one that is open or
 * that chooses for an open text.
 */
export class ProjectFiles implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('convlens-project');
  /** Those that choose for a text, by their addresses. */
  private readonly choosing = new Map<string, vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(analyses: Analyses, private readonly analyzer: Analyzer) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/pyproject.toml');
    const renew = (uri: vscode.Uri) => {
      analyses.renew();
      void this.check(uri);
    };
    this.subscriptions = [
      this.collection, watcher, watcher.onDidChange(renew), watcher.onDidCreate(renew), watcher.onDidDelete(renew),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => void this.check(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => void this.check(uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.check(uri)),
      analyses.onDidChange(({ project }) => {
        const uri = project === null ? null : vscode.Uri.file(project);
        if (!uri || this.choosing.has(uri.toString())) return;
        this.choosing.set(uri.toString(), uri);
        void this.check(uri);
      }),
    ];
    for (const { uri } of vscode.workspace.textDocuments) void this.check(uri);
  }

  /** Mistakes stand at the section's head: the sentences name the keys. */
  private async check(uri: vscode.Uri): Promise<void> {
    if (!isProject(uri)) return;
    const text = await this.textOf(uri);
    const head = text.indexOf('tool.convlens');
    const problems = head < 0 ? [] : await this.analyzer.api.projectProblems(text);
    // Typed or written meanwhile: that has its own check.
    if (await this.textOf(uri) !== text) return;
    const line = text.slice(0, Math.max(head, 0)).split('\n').length - 1;
    const range = new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
    this.collection.set(uri, problems.map((message) => Object.assign(new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning), { source: 'ConvLens' })));
  }

  /** As it is typed, else as it is on disk; nothing where neither is, or where nobody's rules depend on it. */
  private async textOf(uri: vscode.Uri): Promise<string> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open) return open.getText();
    if (!this.choosing.has(uri.toString())) return '';
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return '';
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

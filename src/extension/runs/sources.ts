import * as vscode from 'vscode';
import type { RunSummary } from '../../client/runs/store.js';
import { runTitle, startedAt } from './labels.js';
import type { Runs } from './runs.js';

const scheme = 'convlens-run';

/** The text that each run was started from, to be read and compared; it cannot be edited. */
export class RunSources implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly runs: Runs) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return (await this.runs.store.source(uri.query)) ?? '# The source of this run is not in its folder any more.\n';
  }

  async open(run: RunSummary): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(sourceOf(run)), { preview: true });
  }

  /** The sources of two runs in the editor's own comparison, the older one on the left. */
  async compare(one: RunSummary, other: RunSummary): Promise<void> {
    const [older, newer] = one.info.started <= other.info.started ? [one, other] : [other, one];
    await vscode.commands.executeCommand('vscode.diff', sourceOf(older), sourceOf(newer), `${nameOf(older)} ↔ ${nameOf(newer)}`, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
  }
}

const nameOf = (run: RunSummary): string => `${runTitle(run)} ${startedAt(run.info)}`;

const sourceOf = (run: RunSummary): vscode.Uri => vscode.Uri.from({ scheme, path: `/${nameOf(run).replaceAll('/', '-')}.py`, query: run.info.directory });

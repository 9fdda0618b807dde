import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { RunStore, type RunSummary } from '../../client/runs/store.js';
import { watchRuns } from '../../client/runs/watch.js';
import { sourceStem, stemOfFolder } from '../../core/runs/folder.js';
import { homeOf } from '../notebooks.js';
import { baseName } from '../places.js';

/** Runs of this window: where they lie, what their folders say, and that one has changed. */
export class Runs implements vscode.Disposable {
  readonly store = new RunStore();
  private readonly changed = new vscode.EventEmitter<void>();
  /** A run came, went, or says something else than before. */
  readonly onDidChange = this.changed.event;
  /** Where runs of texts outside the workspace were made in this session. */
  private readonly others = new Set<string>();
  private watchers: readonly { dispose(): void }[] = [];
  private telling: NodeJS.Timeout | undefined;
  private readonly folders = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    this.watch();
    this.renew();
  });
  /** Some file systems tell nothing; who comes back to the window sees what happened there. */
  private readonly focus = vscode.window.onDidChangeWindowState(({ focused }) => focused && this.renew());

  constructor(private readonly context: vscode.ExtensionContext) {
    this.watch();
    void this.offer();
  }

  /** Where runs of a text are kept: beside its workspace folder, so that they move and are ignored with the project. */
  directoryFor(document: vscode.Uri): vscode.Uri {
    const home = homeOf(document);
    const folder = vscode.workspace.getWorkspaceFolder(home);
    if (folder) return vscode.Uri.joinPath(folder.uri, '.convlens', 'runs');
    const directory = home.scheme === 'file' ? vscode.Uri.joinPath(home, '..', '.convlens', 'runs') : vscode.Uri.joinPath(this.context.globalStorageUri, 'runs');
    if (!this.others.has(directory.fsPath)) {
      this.others.add(directory.fsPath);
      this.watch();
    }
    return directory;
  }

  /** The path by which runs know a text; of one that was never saved, where it would lie beside its runs. */
  sourceFileOf(document: vscode.Uri): string {
    const home = homeOf(document);
    return home.scheme === 'untitled' ? vscode.Uri.joinPath(this.directoryFor(home), '..', `${home.path}.py`).fsPath : home.fsPath;
  }

  /** The folders that may hold runs: of the workspace, and of texts outside it that were looked at. */
  get directories(): readonly string[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [...new Set([...folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => join(uri.fsPath, '.convlens', 'runs')), ...this.others])];
  }

  /** Runs that were started from one text, newest first. */
  async of(source: vscode.Uri): Promise<RunSummary[]> {
    const home = homeOf(source);
    const name = home.scheme === 'untitled' ? `${baseName(home)}.py` : baseName(home);
    const stem = sourceStem(name);
    const directories = await this.store.directories([this.directoryFor(source).fsPath]);
    // The engine names a folder by time and file: of those so named, only this file's have to be read.
    const candidates = directories.filter((directory) => {
      const named = stemOfFolder(basename(directory));
      return named === null || named.startsWith(stem);
    });
    return (await this.store.summaries(candidates)).filter(({ info }) => info.sourceFile.split(/[\\/]/).at(-1) === name);
  }

  /** Tells, once for many changes that come together, that something is different. */
  renew(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.changed.fire();
      void this.offer();
    }, 100);
  }

  /** Commands on runs are offered where there may be some; only names are looked at for that. */
  private async offer(): Promise<void> {
    const { length } = await this.store.directories(this.directories);
    await vscode.commands.executeCommand('setContext', 'convlens.hasRuns', length > 0);
  }

  /** Runs may be made, trained and deleted by other windows and by the command line. */
  private watch(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = this.directories.map((directory) => watchRuns(directory, () => this.renew()));
  }

  dispose(): void {
    clearTimeout(this.telling);
    for (const item of [this.changed, this.folders, this.focus, ...this.watchers]) item.dispose();
  }
}

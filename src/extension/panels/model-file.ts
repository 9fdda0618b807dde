import * as vscode from 'vscode';
import { dirname } from 'node:path';
import { stampOfModelFile } from '../../client/modelfiles/stamp.js';

/** A file is written in pieces; it is looked at when no more have come for so long. */
const quietMilliseconds = 300;

/** The model's file that a panel looks at: which version of it there is, and word of another. */
export class WatchedModelFile implements vscode.Disposable {
  private watched: { readonly path: string; readonly watcher: vscode.FileSystemWatcher } | null = null;
  private told = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly replaced: (path: string, stamp: string) => void) {}

  /** The file's stamp; what becomes of it is told from now on, and of no file before. */
  async look(path: string): Promise<string> {
    if (this.watched?.path !== path) this.watch(path);
    const stamp = await stampOfModelFile(path);
    if (this.watched?.path === path) this.told = stamp;
    return stamp;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watched?.watcher.dispose();
    this.watched = null;
  }

  private watch(path: string): void {
    this.dispose();
    // All of its folder: the weights of a TensorFlow.js model lie beside it, and a name may hold characters that mean more in a pattern.
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(dirname(path)), '*'));
    this.watched = { path, watcher };
    const later = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.check(path), quietMilliseconds);
    };
    watcher.onDidChange(later);
    watcher.onDidCreate(later);
    watcher.onDidDelete(later);
  }

  private async check(path: string): Promise<void> {
    const stamp = await stampOfModelFile(path);
    if (this.watched?.path !== path || stamp === this.told) return;
    this.told = stamp;
    this.replaced(path, stamp);
  }
}

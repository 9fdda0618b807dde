import * as vscode from 'vscode';

const key = 'convlens.quietFiles';

/** Files beside whose code nothing is shown, because the user switched it off there; remembered with the workspace. */
export class QuietFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private files: ReadonlySet<string>;

  constructor(private readonly memory: vscode.Memento) {
    this.files = new Set(memory.get<readonly string[]>(key, []));
  }

  has(uri: vscode.Uri): boolean {
    return this.files.has(uri.toString());
  }

  /** Switches a file's facts off, or on again. */
  async toggle(uri: vscode.Uri): Promise<void> {
    const name = uri.toString();
    this.files = new Set(this.files.has(name) ? [...this.files].filter((other) => other !== name) : [...this.files, name]);
    this.changed.fire();
    await this.memory.update(key, [...this.files]);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

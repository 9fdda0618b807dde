import * as vscode from 'vscode';
import { modelFileEndings } from '../../core/modelfiles/endings.js';
import { UserError, wordsOf } from '../../core/protocol/failure.js';

/** Asks where, beside the source at first, and writes. */
export async function saveAs(source: vscode.Uri, name: string, bytes: Uint8Array): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(source)?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({ title: 'Export', ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}) });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new UserError(`${target.fsPath} could not be written (${wordsOf(error)}); choose a folder that you may write to.`);
  }
}

/** Asks for a file that holds a model with its weights; null where none was chosen. */
export async function chooseModelFile(): Promise<vscode.Uri | null> {
  const [chosen] = (await vscode.window.showOpenDialog({ title: 'Model to look into', openLabel: 'Open', filters: { 'Keras and TensorFlow.js models': [...modelFileEndings] } })) ?? [];
  return chosen ?? null;
}

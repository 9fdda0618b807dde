import * as vscode from 'vscode';
import { createHash } from 'node:crypto';
import { modelFileEndings } from '../../core/modelfiles/endings.js';
import { UserError, wordsOf } from '../../core/protocol/failure.js';

/** Dropped images that are kept; the oldest make room. */
const mostImages = 50;

/** Writes a dropped or pasted image into the extension's own storage, named by what is in it, and returns its path. */
export async function keepImage({ globalStorageUri }: vscode.ExtensionContext, name: string, bytes: Uint8Array): Promise<string> {
  const folder = vscode.Uri.joinPath(globalStorageUri, 'images');
  await vscode.workspace.fs.createDirectory(folder);
  const safe = name.replace(/[^\w.-]+/g, '-').slice(-60);
  const file = vscode.Uri.joinPath(folder, `${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}-${safe}`);
  await vscode.workspace.fs.writeFile(file, bytes);
  await forgetOld(folder);
  return file.fsPath;
}

async function forgetOld(folder: vscode.Uri): Promise<void> {
  const files = await Promise.all((await vscode.workspace.fs.readDirectory(folder)).map(async ([name]) => {
    const uri = vscode.Uri.joinPath(folder, name);
    return { uri, time: (await vscode.workspace.fs.stat(uri)).mtime };
  }));
  for (const { uri } of files.sort((a, b) => b.time - a.time).slice(mostImages)) await vscode.workspace.fs.delete(uri);
}

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

/** What a newcomer can begin with: the shipped samples, and the walkthrough. */
import * as vscode from 'vscode';

/**
 * Opens a copy of a sample in the extension's storage, so that the installed one stays as it is and the runs lie beside the copy; one that
 * was opened before is shown as it was left. Without a name, asks which.
 */
export async function openSample({ extensionUri, globalStorageUri }: vscode.ExtensionContext, name?: string): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'samples', 'keras');
  const chosen = name ?? (await chooseSample(folder));
  if (chosen === undefined) return;
  const copy = vscode.Uri.joinPath(globalStorageUri, 'samples', chosen);
  const there = await vscode.workspace.fs.stat(copy).then(() => true, () => false);
  if (!there) await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder, chosen), copy);
  await vscode.window.showTextDocument(copy, { preview: false });
}

export const openWalkthrough = (extension: string): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension}#start`, false);

async function chooseSample(folder: vscode.Uri): Promise<string | undefined> {
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).filter((name) => name.endsWith('.py')).sort();
  const items = await Promise.all(names.map(async (label) => ({ label, detail: firstWords(await textOf(vscode.Uri.joinPath(folder, label))) })));
  return (await vscode.window.showQuickPick(items, { title: 'ConvLens: Open Sample', placeHolder: 'A network to look at', matchOnDetail: true }))?.label;
}

const textOf = async (file: vscode.Uri): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(file));

/** The first line of the text's docstring. */
const firstWords = (text: string): string => /^\s*(?:"""|''')\s*(.*?)\s*(?:"""|'''|$)/m.exec(text)?.[1] ?? '';

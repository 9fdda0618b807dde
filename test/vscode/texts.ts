/** Python texts in the editor, and what stands beside them. */
import * as vscode from 'vscode';

let opened = 0;

/**
 * Opens an untitled Python text. Its name is new: an editor that is closed leaves what it kept of an unsaved text for a moment, and
 * VS Code gives that to the next untitled text of the same name in place of its own, about once in six where both follow each other closely.
 */
export async function openText(content: string): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path: `/texts/${++opened}.py` })));
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  return editor;
}

/** The hints of a text, each with its line: `4: (26, 26, 32) · 320`. */
export async function hintsOf(document: vscode.TextDocument): Promise<string[]> {
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, document.lineCount, 0));
  return hints.map(({ label, position }) => `${position.line}: ${(typeof label === 'string' ? label : label.map(({ value }) => value).join('')).trim()}`);
}

export const lensesOf = (document: vscode.TextDocument): Thenable<vscode.CodeLens[]> => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);

/** What ConvLens underlines in a text. */
export const problemsOf = ({ uri }: Pick<vscode.TextDocument, 'uri'>): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'ConvLens');

/** Sets one of the user's settings of ConvLens; `undefined` takes it back. */
export const set = (name: string, value: unknown): Thenable<void> => vscode.workspace.getConfiguration('convlens').update(name, value, vscode.ConfigurationTarget.Global);

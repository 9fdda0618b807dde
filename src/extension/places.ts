/** Offsets of the analysis as the editor's ranges. */
import * as vscode from 'vscode';
import type { Span } from '../core/graph/types.js';

export const rangeOf = (document: vscode.TextDocument, span: Span): vscode.Range => new vscode.Range(document.positionAt(span.from), document.positionAt(span.to));

const cell = /^vscode-notebook-cell:/;

/** A span may lie in another file that the analysed text imports, or in another cell of its notebook. */
export function uriOf(document: vscode.TextDocument, { file }: Span): vscode.Uri {
  if (file === undefined) return document.uri;
  return cell.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

/** The range of a span in whichever text it lies. */
export async function placeOf(document: vscode.TextDocument, span: Span): Promise<vscode.Location> {
  const uri = uriOf(document, span);
  const other = span.file === undefined ? document : await vscode.workspace.openTextDocument(uri);
  return new vscode.Location(uri, rangeOf(other, span));
}

/** Shows a span in an editor that has its text open already, else in the first column; `focus` takes the caret there. */
export async function showSpan(document: vscode.TextDocument, span: Span, focus = true): Promise<void> {
  const { uri, range } = await placeOf(document, span);
  const editor = vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === uri.toString());
  await vscode.window.showTextDocument(uri, { selection: range, viewColumn: editor?.viewColumn ?? vscode.ViewColumn.One, preserveFocus: !focus });
}

export const isPython = (document: vscode.TextDocument): boolean => document.languageId === 'python';

export const baseName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

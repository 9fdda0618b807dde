import * as vscode from 'vscode';
import { joinCells, type PlacedCell } from '../core/features/cells.js';
import { isPython } from './places.js';

/** The text that a document is analysed as part of: itself, or all code cells of its notebook. */
export interface Unit {
  /** Names the text between two analyses. */
  readonly id: string;
  /** Where it lies; a notebook's own address for its cells. */
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly members: readonly Member[];
}

export interface Member {
  readonly document: vscode.TextDocument;
  readonly version: number;
  /** Null for a document that is a text of its own. */
  readonly cell: PlacedCell | null;
}

const cellScheme = 'vscode-notebook-cell';

export const isCell = (document: vscode.TextDocument): boolean => document.uri.scheme === cellScheme;

/** The notebook that a cell belongs to. */
export const notebookOf = (document: vscode.TextDocument): vscode.NotebookDocument | undefined =>
  vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document));

/** The file that a text lies in: of a cell its notebook. */
export function homeOf(document: vscode.Uri): vscode.Uri {
  if (document.scheme !== cellScheme) return document;
  const notebook = vscode.workspace.notebookDocuments.find((each) => each.getCells().some((cell) => cell.document.uri.toString() === document.toString()));
  // The address of a cell whose notebook is closed still holds the notebook's path.
  return notebook?.uri ?? document.with({ scheme: 'file', fragment: '' });
}

export function unitOf(document: vscode.TextDocument): Unit | null {
  if (!isCell(document)) return { id: document.uri.toString(), uri: document.uri, text: document.getText(), members: [{ document, version: document.version, cell: null }] };
  const notebook = notebookOf(document);
  if (!notebook) return null;
  const documents = notebook.getCells().map((cell) => cell.document).filter(isPython);
  const { text, cells } = joinCells(documents.map((own) => ({ id: own.uri.toString(), text: own.getText() })));
  const members = documents.map((own, at): Member => ({ document: own, version: own.version, cell: cells[at] ?? null }));
  return { id: notebook.uri.toString(), uri: notebook.uri, text, members };
}

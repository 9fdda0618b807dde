/** Offsets of the analysis as the editor's ranges. */
import * as vscode from 'vscode';
import type { Span } from '../core/graph/types.js';

export const rangeOf = (document: vscode.TextDocument, span: Span): vscode.Range => new vscode.Range(document.positionAt(span.from), document.positionAt(span.to));

/** A span may lie in another file that the analysed text imports. */
export const uriOf = (document: vscode.TextDocument, span: Span): vscode.Uri => (span.file === undefined ? document.uri : vscode.Uri.file(span.file));

export const isPython = (document: vscode.TextDocument): boolean => document.languageId === 'python';

export const baseName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

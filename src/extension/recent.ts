/** The text that was worked on last: what commands are about that a view, a walkthrough or a notebook's tool bar calls, where no text has the caret. */
import * as vscode from 'vscode';
import { isPython } from './places.js';

let last: vscode.TextEditor | undefined;

/** Remembers editors of Python as they are used. To be started before anybody asks. */
export function watchRecent(): vscode.Disposable {
  const use = (editor: vscode.TextEditor | undefined) => {
    if (editor && isPython(editor.document)) last = editor;
  };
  use(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(use),
    vscode.workspace.onDidCloseTextDocument((document) => { if (last?.document === document) last = undefined; }),
    { dispose: () => (last = undefined) },
  );
}

/**
 * The editors that a command without a place may be about, the likeliest first: the active one alone where a text has the caret,
 * else the one used last, which may be hidden by now, and those that are seen.
 */
export function editorsInUse(): readonly vscode.TextEditor[] {
  const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
  if (active) return [active];
  return last && !last.document.isClosed ? [last, ...visible.filter((editor) => editor !== last)] : visible;
}

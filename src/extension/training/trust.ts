import * as vscode from 'vscode';

/** Why nothing may be trained here, or null. Analysis never runs anything and works everywhere. */
export function trainingObstacle(document: vscode.Uri): string | null {
  if (!vscode.workspace.isTrusted) return 'Training is off because this workspace is not trusted: it writes files and runs for a long time. Trust the workspace to train.';
  if (document.scheme !== 'file' && document.scheme !== 'untitled' && document.scheme !== 'vscode-remote' && document.scheme !== 'vscode-notebook-cell') return 'Training is off because this file is not on this machine; open a copy from a local folder to train.';
  return null;
}

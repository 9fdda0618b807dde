import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import type { PanelKind } from '../../visualizations/panel.js';

export const titles = {
  training: 'Training',
  activations: 'Activations',
  filters: 'Filter Patterns',
  cam: 'Class Activation Map',
} satisfies Record<PanelKind, string>;

/** The page of a panel: one script and one style sheet of ours, and nothing from anywhere else. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, kind: PanelKind): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    'img-src data: blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${file('webview.css')}">
<title>${titles[kind]}</title>
</head>
<body data-kind="${kind}">
<main id="panel"></main>
<script nonce="${nonce}" src="${file('webview.js')}"></script>
</body>
</html>`;
}

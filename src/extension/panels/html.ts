import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import type { PanelKind } from '../../visualizations/panel.js';
import { pageHtml } from './page.js';

/** The page of a panel with its addresses inside the editor. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, kind: PanelKind | 'comparison'): string {
  const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  return pageHtml({ kind, script: address('webview.js'), style: address('webview.css'), source: webview.cspSource, nonce: randomBytes(16).toString('base64') });
}

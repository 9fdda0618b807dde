import * as vscode from 'vscode';
import { createBirpc, type BirpcReturn } from 'birpc';
import { failuresAsData } from '../../core/protocol/failure.js';
import { panelHtml } from './html.js';

/** Fills a panel with its page and connects both: `host` answers the page, what is returned calls it. */
export function connectPage<View extends object, Host extends object>(panel: vscode.WebviewPanel, extension: vscode.Uri, kind: Parameters<typeof panelHtml>[2], host: Host): BirpcReturn<View, Host> {
  const { webview } = panel;
  panel.iconPath = { light: vscode.Uri.joinPath(extension, 'media', 'panel-light.svg'), dark: vscode.Uri.joinPath(extension, 'media', 'panel-dark.svg') };
  webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
  const view = createBirpc<View, Host>(host, {
    post: (message) => webview.postMessage(message),
    on: (receive) => void webview.onDidReceiveMessage(receive),
    ...failuresAsData,
    timeout: -1,
    bind: 'functions',
  });
  webview.html = panelHtml(webview, extension, kind);
  return view;
}

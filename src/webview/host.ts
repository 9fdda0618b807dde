import { createBirpc } from 'birpc';
import { failuresAsData } from '../core/protocol/failure.js';
import type { PanelHost, PanelMemory, PanelView } from '../visualizations/panel.js';

/** What VS Code offers to a page. */
interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCode;

export interface Connection {
  readonly host: PanelHost;
  remembered(): PanelMemory | null;
  remember(memory: PanelMemory): void;
}

/** Connects the page with the editor: calls in both directions, and the state that outlives the page. */
export function connect(view: PanelView): Connection {
  const vscode = acquireVsCodeApi();
  const host = createBirpc<PanelHost, PanelView>(view, {
    post: (message) => vscode.postMessage(message),
    on: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
    ...failuresAsData,
    // A sheet of patterns may take minutes; the user sees it going on and can stop it.
    timeout: -1,
    bind: 'functions',
  });
  return {
    host: host,
    remembered: () => (vscode.getState() as PanelMemory | undefined) ?? null,
    remember: (memory) => vscode.setState(memory),
  };
}

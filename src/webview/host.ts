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

export interface Connection<Host extends object = PanelHost, Memory = PanelMemory> {
  readonly host: Host;
  remembered(): Memory | null;
  remember(memory: Memory): void;
}

/** Connects the page with the editor: calls in both directions, and the state that outlives the page. */
export function connect<Host extends object = PanelHost, View extends object = PanelView, Memory = PanelMemory>(view: View): Connection<Host, Memory> {
  const vscode = acquireVsCodeApi();
  const host = createBirpc<Host, View>(view, {
    post: (message) => vscode.postMessage(message),
    on: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
    ...failuresAsData,
    // A sheet of patterns may take minutes; the user sees it going on and can stop it.
    timeout: -1,
    bind: 'functions',
  });
  return {
    // The remote side answers by the same names; the library's own type says so only for a known interface.
    host: host as unknown as Host,
    remembered: () => (vscode.getState() as Memory | undefined) ?? null,
    remember: (memory) => vscode.setState(memory),
  };
}

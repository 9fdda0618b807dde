/** A VS Code server with a world of its own, and a browser that shows it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { freePort, startCodeServer, type Server } from '../../scripts/lib/code-server.mjs';
import { root } from '../../scripts/lib/house.mjs';

export { root };

/** What the headless browser is started with: no sandbox (the user may be root), nothing that talks to the network on its own. */
export const browserFlags = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none',
];

export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
} as const;

export type Theme = keyof typeof themes;

export interface EditorOptions {
  /** .vsix files to install first. */
  readonly extensions?: readonly string[];
  readonly smokeTestDriver?: boolean;
  /** The user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** A running server with a workspace that is a copy of samples/, so that runs and edits leave the sources alone. */
export interface Editor {
  readonly server: Server;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Address of a page on the workspace, with files (relative to it) opened. */
  address(files?: readonly string[], payload?: readonly (readonly [string, string])[]): string;
  /** A URI that means a file of this machine inside the page. */
  uri(path: string): string;
  dispose(): Promise<void>;
}

// A test process that is told to end does so by its exit handlers, which take servers and browsers along.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

export async function startEditor({ extensions = [], smokeTestDriver = false, settings = {}, env = {} }: EditorOptions = {}): Promise<Editor> {
  const folder = mkdtempSync(join(tmpdir(), 'convlens editor '));
  const workspace = join(folder, 'samples');
  mkdirSync(workspace, { recursive: true });
  cpSync(join(root, 'samples'), workspace, { recursive: true, filter: (path) => !path.includes('.convlens') });
  const port = await freePort();
  const server = await startCodeServer({ folder, port, extensions, smokeTestDriver, settings, env });
  const uri = (path: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  return {
    server,
    workspace,
    uri,
    address(files = [], payload = []) {
      const entries = [...files.map((file) => ['openFile', uri(join(workspace, file))]), ...payload];
      return `${server.address}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(entries))}`;
    },
    async dispose() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export async function startBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const path = process.env['CONVLENS_BROWSER'];
  if (!path) throw new Error('CONVLENS_BROWSER names no browser; run this part by "npm test", which finds one.');
  return chromium.launch({ executablePath: path, args: [...browserFlags, ...extraFlags] });
}

/** A page of a size that fits a notebook's screen, with what the page says on its console kept. */
export async function openPage(browser: Browser, size = { width: 1440, height: 900 }): Promise<{ context: BrowserContext; page: Page; console: readonly string[] }> {
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: 1, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] });
  // A busy machine is slow, not wrong; what never comes is still found out.
  context.setDefaultNavigationTimeout(120_000);
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const lines: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') lines.push(message.text().split('\n', 1)[0] ?? ''); });
  page.on('pageerror', (error) => lines.push(String(error)));
  return { context, page, console: lines };
}

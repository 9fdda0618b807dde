/** Serves panels to a browser outside the editor: the real bundle and page, the harness in place of the editor. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { PanelKind } from '../../../src/visualizations/panel.js';
import { pageHtml } from '../../../src/extension/panels/page.js';
import { themeCss, type ThemeName } from './themes.js';

const root = new URL('../../../', import.meta.url);
const types: { readonly [extension: string]: string } = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

export interface Harness {
  /** Where a panel is, in a theme and a scene. */
  address(kind: PanelKind, theme: ThemeName, scene?: string): string;
  close(): Promise<void>;
}

/** Needs `dist/webview.js`; bundles the harness's own part. */
export async function serveHarness(): Promise<Harness> {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))], bundle: true, write: false, format: 'iife', platform: 'browser', target: 'chrome120' });
  const script = outputFiles[0]?.text ?? '';
  const nonce = 'harness';
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://harness');
    if (pathname === '/') {
      const { css, className } = themeCss((searchParams.get('theme') ?? 'dark') as ThemeName);
      const html = pageHtml({ kind: searchParams.get('kind') as PanelKind, script: '/dist/webview.js', style: '/dist/webview.css', source: "'self'", nonce })
        .replace('</head>', `<link rel="stylesheet" href="/theme.css?${searchParams}"><script nonce="${nonce}" src="/harness.js"></script></head>`)
        .replace('<body ', `<body class="${className}" `);
      return response.setHeader('content-type', 'text/html').end(css ? html : '');
    }
    if (pathname === '/theme.css') return response.setHeader('content-type', 'text/css').end(themeCss((searchParams.get('theme') ?? 'dark') as ThemeName).css);
    if (pathname === '/harness.js') return response.setHeader('content-type', 'text/javascript').end(script);
    try {
      const bytes = await readFile(new URL(`.${pathname}`, root));
      return response.setHeader('content-type', types[pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream').end(bytes);
    } catch {
      return response.writeHead(404).end();
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (kind, theme, scene = 'usual') => `http://127.0.0.1:${port}/?kind=${kind}&theme=${theme}&scene=${scene}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Serves panels to a browser outside the editor: the real bundle and page, the harness in place of the editor. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { pageHtml, type PageOptions } from '../../../src/extension/panels/page.js';
import { sheetOf } from './models.js';
import { themeCss, type ThemeName } from './themes.js';

const root = new URL('../../../', import.meta.url);
const types: { readonly [extension: string]: string } = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

export interface Harness {
  /** Where a panel is, in a theme and a scene. */
  /** `options` are the panel's, as if it had been left with them. */
  address(kind: PageOptions['kind'], theme: ThemeName, scene?: string, options?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

/** Needs `dist/webview.js`; bundles the harness's own part. `real` answers what the scene "real" asks of the engine. */
export async function serveHarness(real?: (id: string, request: unknown) => Promise<unknown>): Promise<Harness> {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))], bundle: true, write: false, format: 'iife', platform: 'browser', target: 'chrome120' });
  const script = outputFiles[0]?.text ?? '';
  const nonce = 'harness';
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://harness');
    if (pathname === '/') {
      const { css, className } = themeCss((searchParams.get('theme') ?? 'dark') as ThemeName);
      const html = pageHtml({ kind: searchParams.get('kind') as PageOptions['kind'], script: '/dist/webview.js', style: '/dist/webview.css', source: "'self'", nonce })
        .replace("default-src 'none'", real ? "default-src 'none'; connect-src 'self'" : "default-src 'none'")
        .replace('</head>', `<link rel="stylesheet" href="/theme.css?${searchParams}">${searchParams.get('kind') === 'model' ? `<script nonce="${nonce}">var sheet = ${JSON.stringify(sheetOf(searchParams.get('scene') ?? 'usual'))};</script>` : ''}<script nonce="${nonce}" src="/harness.js"></script></head>`)
        .replace('<body ', `<body class="${className}" `);
      return response.setHeader('content-type', 'text/html').end(css ? html : '');
    }
    if (pathname === '/real' && real) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as { id: string; request: unknown };
      return real(asked.id, asked.request).then((picture) => response.end(pack({ picture })), (error: unknown) => response.end(pack({ error: error instanceof Error ? error.message : String(error) })));
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
    address: (kind, theme, scene = 'usual', options = {}) => `http://127.0.0.1:${port}/?${new URLSearchParams({ kind, theme, scene, options: JSON.stringify(options) }).toString()}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** JSON in which arrays of numbers stand as bytes; `unpack` in page.ts reads it. */
const pack = (value: unknown): string => JSON.stringify(value, (_key, given: unknown) => (given instanceof Float32Array ? { float32: Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString('base64') } : given));

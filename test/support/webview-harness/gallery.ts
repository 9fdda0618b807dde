/**
 * Writes the README's pictures of panels from a real trained model: `node -r tsx/cjs test/support/webview-harness/gallery.ts`, after a build.
 * Only those named behind it are written anew: `… gallery.ts cam convolution`.
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { PanelKind } from '../../../src/visualizations/panel.js';
import { ensureBrowser } from '../../../scripts/lib/browser.mjs';
import { realEngine } from './real.js';
import { serveHarness } from './serve.js';

interface Shot {
  readonly kind: PanelKind;
  readonly height: number;
  readonly options: Readonly<Record<string, unknown>>;
}

const shots: Readonly<Record<string, Shot>> = {
  activations: { kind: 'activations', height: 640, options: { layer: 'second', open: 3, row: 6, column: 7 } },
  filters: { kind: 'filters', height: 420, options: { layer: 'second' } },
  cam: { kind: 'cam', height: 640, options: { layer: 'second', contour: true } },
  methods: { kind: 'cam', height: 760, options: { layer: 'second', show: 'methods' } },
  trust: { kind: 'cam', height: 900, options: { layer: 'second', show: 'trust' } },
  convolution: { kind: 'convolution', height: 720, options: { layer: 'first', filter: 2, row: 9, column: 12 } },
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2).filter((name) => name in shots);
  const engine = await realEngine();
  const harness = await serveHarness((id, request) => engine.answer(id, request));
  const browser = await ensureBrowser();
  if ('reason' in browser) throw new Error(browser.reason);
  const app = await chromium.launch({ executablePath: browser.path, args: ['--no-sandbox', '--disable-gpu'] });
  for (const [name, { kind, height, options }] of Object.entries(shots)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const page = await app.newPage({ viewport: { width: 900, height } });
    await page.goto(harness.address(kind, 'dark', 'real', options));
    await page.locator('.stage canvas').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join('media', 'readme', `${name}.png`) });
    await page.close();
  }
  await app.close();
  await harness.close();
  await engine.close();
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

/**
 * Writes the README's pictures of panels, from a real run of the MNIST sample: `npm run gallery`. Only those named behind it are written
 * anew: `npm run gallery -- cam convolution`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { ensureBrowser } from '../../../scripts/lib/browser.mjs';
import type { PanelKind } from '../../../src/visualizations/panel.js';
import { openPage, root, startBrowser } from '../editor.js';
import { realEngine } from './real.js';
import { serveHarness } from './serve.js';

interface Shot {
  readonly kind: PanelKind;
  readonly height: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** A text that is there when the picture is whole. */
  readonly text: string | RegExp;
}

const shots: Readonly<Record<string, Shot>> = {
  activations: { kind: 'activations', height: 930, options: { layer: 'conv2d_1', open: 3, row: 4, column: 9 }, text: /^Each place sees/ },
  filters: { kind: 'filters', height: 640, options: { layer: 'conv2d', jitter: true, blur: true }, text: /^32 of 32/ },
  cam: { kind: 'cam', height: 625, options: { layer: 'conv2d_1', contour: true }, text: /^Chosen by you/ },
  methods: { kind: 'cam', height: 735, options: { layer: 'conv2d_1', show: 'methods' }, text: /^(\d\d) of \1$/ },
  trust: { kind: 'cam', height: 935, options: { layer: 'conv2d_1', show: 'trust' }, text: /^With all weights random/ },
  convolution: { kind: 'convolution', height: 740, options: { layer: 'conv2d', filter: 2, row: 9, column: 12 }, text: /row 9, column 12/ },
};

const folder = join(root, 'media', 'readme');
/** Colours of a picture; panels have few, and the file is a third of one with all. */
const colours = 128;

async function whole(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor({ timeout: 300_000 });
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached', timeout: 300_000 });
  await page.evaluate('document.fonts.ready.then(() => { scrollTo(0, 0); return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); })');
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in shots));
  if (unknown) throw new Error(`There is no picture "${unknown}"; there are ${Object.keys(shots).join(', ')}.`);
  const found = await ensureBrowser();
  if ('reason' in found) throw new Error(found.reason);
  process.env['CONVLENS_BROWSER'] = found.path;
  mkdirSync(folder, { recursive: true });
  const engine = await realEngine();
  const harness = await serveHarness((id, request) => engine.answer(id, request));
  const browser = await startBrowser();
  try {
    for (const [name, { kind, height, options, text }] of Object.entries(shots)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      const { context, page } = await openPage(browser, { width: 860, height });
      await page.goto(harness.address(kind, 'light', 'real', options));
      await whole(page, text);
      const { size } = await sharp(await page.screenshot()).png({ palette: true, colours, effort: 10 }).toFile(join(folder, `${name}.png`));
      console.log(`  media/readme/${name}.png ${(size / 1024).toFixed(0)} KB`);
      await context.close();
    }
  } finally {
    await browser.close();
    await harness.close();
    await engine.close();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { root } from './editor.js';
import { skip } from './skip.js';

/** Compares a page with `test/golden/panels/NAME.png`, or writes that picture where CONVLENS_UPDATE_GOLDEN is set. */
export async function matchesGolden(test: Context, page: Page, name: string): Promise<void> {
  // Letters are drawn by the machine's own font; the pictures were made with the one that comes with Debian's Chromium.
  const font = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const [ours, named, other] = ['system-ui, Ubuntu, "DejaVu Sans"', '"DejaVu Sans", monospace', 'monospace'].map((family) => {
      context.font = `100px ${family}`;
      return context.measureText('conv2d_block (None, 28)').width;
    });
    return named !== other && ours === named;
  });
  if (!font) skip(test, 'the golden pictures were drawn with the font DejaVu Sans, which is not the one used here');
  const picture = await still(page);
  const drawn = PNG.sync.read(picture);
  const file = join(root, 'test', 'golden', 'panels', `${name}.png`);
  if (process.env['CONVLENS_UPDATE_GOLDEN']) writeFileSync(file, picture);
  const golden = PNG.sync.read(readFileSync(file));
  assert.deepEqual([drawn.width, drawn.height], [golden.width, golden.height]);
  const different = pixelmatch(drawn.data, golden.data, undefined, golden.width, golden.height, { threshold: 0.2 });
  assert.ok(different < 0.002 * golden.width * golden.height, `${different} pixels differ`);
}

/** A picture of the page once it no longer changes: with its fonts, and twice alike. */
async function still(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  let before = await page.screenshot();
  for (;;) {
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
}

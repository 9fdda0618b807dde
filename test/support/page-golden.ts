import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from 'mocha';
import pixelmatch from 'pixelmatch';
import type { Frame, Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { root } from './editor.js';
import { skip } from './skip.js';

/** A part of a page. */
export interface Part {
  /** Where the letters are: the page itself, or a frame of it. */
  readonly frame: Page | Frame;
  readonly clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** What differs from machine to machine and is covered. */
  readonly mask: Locator[];
}

/** Compares a page, or a part of it, with `test/golden/panels/NAME.png`, or writes that picture where CONVLENS_UPDATE_GOLDEN is set. */
export async function matchesGolden(test: Context, page: Page, name: string, part?: Part): Promise<void> {
  if (!(await hasFonts(part?.frame ?? page))) skip(test, 'the golden pictures were drawn with the font DejaVu Sans, which is not the one used here');
  const picture = await still(page, part);
  if (process.env['CONVLENS_UPDATE_GOLDEN']) writeFileSync(fileOf(name), picture);
  const drawn = PNG.sync.read(picture);
  const golden = PNG.sync.read(readFileSync(fileOf(name)));
  assert.deepEqual([drawn.width, drawn.height], [golden.width, golden.height], `Size of ${name}`);
  const different = pixelmatch(drawn.data, golden.data, undefined, golden.width, golden.height, { threshold: 0.2 });
  if (different < 0.002 * golden.width * golden.height) return;
  const found = join(root, 'test-results', 'golden', `${name}.png`);
  mkdirSync(dirname(found), { recursive: true });
  writeFileSync(found, picture);
  assert.fail(`${different} pixels of ${name} differ; what was drawn is ${found}.`);
}

const fileOf = (name: string): string => join(root, 'test', 'golden', 'panels', `${name}.png`);

/** Letters are drawn by the machine's own font; the pictures were made with the one that comes with Debian's Chromium. */
const hasFonts = (frame: Page | Frame): Promise<boolean> => frame.evaluate(() => {
  const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
  const [ours, named, other] = [getComputedStyle(document.body).fontFamily, '"DejaVu Sans", monospace', 'monospace'].map((family) => {
    context.font = `100px ${family}`;
    return context.measureText('conv2d_block (None, 28)').width;
  });
  return named !== other && ours === named;
});

/** A picture of the page once it no longer changes: with its fonts, and twice alike. */
async function still(page: Page, { frame, clip, mask }: Partial<Part> = {}): Promise<Buffer> {
  const within = frame ?? page;
  const shoot = () => page.screenshot({ ...(clip ? { clip } : {}), ...(mask ? { mask, maskColor: '#808080' } : {}) });
  await within.evaluate(() => document.fonts.ready.then(() => undefined));
  let before = await shoot();
  for (;;) {
    await within.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const now = await shoot();
    if (now.equals(before)) return now;
    before = now;
  }
}

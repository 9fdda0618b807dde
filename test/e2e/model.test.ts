/** The model panel in a real browser: what a person sees of a model, finds in it and takes from it, and how fast. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { root } from '../support/editor.js';
import { skip } from '../support/skip.js';
import { panelPages } from '../support/panel-pages.js';
import type { ThemeName } from '../support/webview-harness/themes.js';

type Called = readonly (readonly [string, ...unknown[]])[];

describe('the model panel in a browser', () => {
  const pages = panelPages();
  let page: Page;

  async function show(scene: string, { width = 900, height = 800, theme = 'dark' }: { width?: number; height?: number; theme?: ThemeName } = {}): Promise<void> {
    page = await pages.open('model', { theme, scene, width, height });
    if (scene !== 'none') await page.locator('.box').first().waitFor();
  }
  const calls = () => page.evaluate(() => (window as unknown as { harness: { called: Called } }).harness.called);
  const graph = () => page.getByRole('listbox', { name: /^Layers of/ });
  /** The panel draws after the key has been handled: what is chosen shows a moment later. */
  const active = (id: string) => page.locator(`[role="listbox"][aria-activedescendant="${id}"]`).waitFor();
  const table = () => page.getByRole('grid', { name: /^Summary of/ });

  it('shows graph, summary and totals, and tells a screen reader of each layer', async () => {
    await show('usual');
    assert.equal(await graph().getByRole('option').count(), 8);
    await graph().getByRole('option', { name: 'conv2d_1, Conv2D 3×3, relu, output (11, 11, 64), 18,496 parameters, 20 % of all' }).waitFor();
    assert.deepEqual(await table().getByRole('row').nth(1).getByRole('gridcell').allInnerTexts(), ['conv2d (Conv2D)', '(None, 26, 26, 32)', '320', '']);
    assert.equal(await table().getAttribute('aria-rowcount'), '9');
    await page.getByText('Total params: 93,322 (364.54 KB)').waitFor();
    await page.getByText(/^MACs: 2\.8 M/).waitFor();
  });

  it('marks a layer in both halves and shows its line, from either', async () => {
    await show('usual');
    await graph().getByRole('option', { name: /^flatten/ }).click();
    await table().locator('.summary-row.chosen', { hasText: 'flatten' }).waitFor();
    await table().getByRole('row', { name: /^dense \(Dense\)/ }).click();
    assert.equal(await graph().getByRole('option', { selected: true }).getAttribute('id'), 'box-dense');
    assert.deepEqual(await calls(), [['reveal', 'flatten', false], ['reveal', 'dense', false]]);
  });

  it('is used by keys alone', async () => {
    await show('usual');
    await graph().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await active('box-conv2d');
    await page.waitForFunction(() => JSON.stringify((window as unknown as { harness: { called: Called } }).harness.called.at(-1)) === '["reveal","conv2d",true]');
    await page.keyboard.press('/');
    await page.keyboard.type('pool');
    await page.getByRole('status').filter({ hasText: '2 of 8' }).waitFor();
    await page.keyboard.press('Enter');
    await active('box-max_pooling2d');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('[role="grid"] [role="row"]').length === 9);
  });

  it('marks the layer of the caret, and brings it into sight', async () => {
    await show('VGG16', { height: 500 });
    await page.evaluate(() => { (window as unknown as { harness: { caret(layers: readonly string[]): void } }).harness.caret(['predictions']); });
    await graph().locator('.box.caret', { hasText: 'predictions' }).waitFor();
    await table().locator('.summary-row.caret', { hasText: 'predictions' }).waitFor();
    const [box, pane] = [await graph().locator('.box.caret').boundingBox(), await graph().boundingBox()];
    assert.ok(box && pane && box.y >= pane.y && box.y + box.height <= pane.y + pane.height, 'the box is in sight');
  });

  it('shows repeated blocks as one box, and opens it', async () => {
    await show('ResNet50');
    const block = graph().getByRole('option', { name: /^conv3_block, 3 times, 30 layers/ });
    await graph().focus();
    while (await block.count() === 0) await graph().evaluate((pane) => { pane.scrollTop += 400; });
    await block.click();
    await page.keyboard.press('ArrowRight');
    await graph().getByRole('option', { name: /^conv3_block2, 10 layers/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await graph().getByRole('option', { name: /^conv3_block2, 10 layers/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open All Boxes' }).click();
    await page.getByRole('button', { name: 'Close All Boxes' }).click();
  });

  it('compares layers by arithmetic and memory as well', async () => {
    await show('VGG16');
    await graph().getByRole('option', { name: /^block1_conv2, .* 36,928 parameters$/ }).waitFor();
    await page.getByRole('combobox', { name: 'Bars' }).or(page.locator('vscode-single-select')).first().click();
    await page.getByRole('option', { name: 'MACs', exact: true }).click();
    await graph().getByRole('option', { name: /^block1_conv2, .* 1\.8 G multiply-accumulates an example, 12 % of all$/ }).waitFor();
  });

  it('hands the summary to other programs', async () => {
    await show('lenet5');
    const copied = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.match(await copied('Text'), /^Model: "lenet5"\n┏━+┳/);
    assert.match(await copied('CSV'), /^layer,type,output_shape,parameters\r\nc1,Conv2D,"\(None, 28, 28, 6\)",156\r\n/);
    assert.match(await copied('Markdown'), /^\*\*Model: "lenet5"\*\*\n\n\| Layer \(type\) /);
  });

  it('teaches an empty panel', async () => {
    await show('none');
    await page.getByText('Build a Keras model there, and it will be drawn as you type.').waitFor();
  });

  it('needs no sideways scrolling of the page at 400 pixels', async () => {
    await show('usual', { width: 400 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  });

  for (const scene of ['ResNet152', 'DenseNet201', 'NASNetLarge']) {
    it(`draws ${scene} within a second, and moves without drawing it all anew`, async () => {
      await show(scene);
      const drawn = await page.evaluate(async () => {
        const started = performance.now();
        (window as unknown as { harness: { renew(): void } }).harness.renew();
        await new Promise((done) => setTimeout(done, 0));
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - started;
      });
      assert.ok(drawn < 1000, `${drawn.toFixed(0)} ms`);
      assert.ok((await page.locator('.summary-row').count()) < 120, 'rows in sight only');
      assert.ok((await page.locator('.box').count()) < 120, 'boxes in sight only');
      const slowest = await page.evaluate(async () => {
        const pane = document.querySelector('.graph-pane') as HTMLElement;
        const work: number[] = [];
        for (let at = 0; at < 60; at += 1) {
          const before = performance.now();
          pane.scrollTop += 40;
          pane.dispatchEvent(new Event('scroll'));
          void pane.offsetHeight;
          work.push(performance.now() - before);
          await new Promise(requestAnimationFrame);
        }
        return work.sort((a, b) => a - b)[Math.floor(0.95 * work.length)] ?? NaN;
      });
      assert.ok(slowest < 16, `${slowest.toFixed(1)} ms of work for one frame of panning`);
    });
  }

  for (const scene of ['lenet5', 'VGG16', 'ResNet50', 'unet']) {
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      it(`draws ${scene} as in the golden picture, ${theme}`, async function () {
        await show(scene, { theme });
        // Letters are drawn by the machine's own font; the pictures were made with the one that comes with Debian's Chromium.
        const font = await page.evaluate(() => {
          const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
          const [ours, named, other] = ['system-ui, Ubuntu, "DejaVu Sans"', '"DejaVu Sans", monospace', 'monospace'].map((family) => {
            context.font = `100px ${family}`;
            return context.measureText('conv2d_block (None, 28)').width;
          });
          return named !== other && ours === named;
        });
        if (!font) skip(this, 'the golden pictures were drawn with the font DejaVu Sans, which is not the one used here');
        await page.waitForTimeout(200);
        const picture = await page.screenshot();
        const drawn = PNG.sync.read(picture);
        const file = join(root, 'test', 'golden', 'panels', `model-${scene}-${theme}.png`);
        if (process.env['CONVLENS_UPDATE_GOLDEN']) writeFileSync(file, picture);
        const golden = PNG.sync.read(readFileSync(file));
        assert.deepEqual([drawn.width, drawn.height], [golden.width, golden.height]);
        const different = pixelmatch(drawn.data, golden.data, undefined, golden.width, golden.height, { threshold: 0.2 });
        assert.ok(different < 0.002 * golden.width * golden.height, `${different} pixels differ`);
      });
    }
  }
});

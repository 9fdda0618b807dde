/** The model panel in a real browser: what a person sees of a model, finds in it and takes from it, and how fast. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { matchesGolden } from '../support/page-golden.js';
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
    await graph().locator('#box-dense[aria-selected=true]').waitFor();
    assert.equal(await graph().getByRole('option', { selected: true }).count(), 1);
    assert.deepEqual(await calls(), [['reveal', 'flatten', false], ['reveal', 'dense', false]]);
  });

  it('keeps rows of the table in sight where the panel is small', async () => {
    await show('usual', { width: 260, height: 480 });
    const row = await table().getByRole('row').nth(1).boundingBox();
    const frame = await table().boundingBox();
    assert.ok(row && frame && frame.height >= 90 && row.y + row.height <= frame.y + frame.height, JSON.stringify({ row, frame }));
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
    const copied = async (name: string, expected: RegExp) => {
      await page.getByRole('button', { name, exact: true }).click();
      await page.waitForFunction(async ({ source, flags }) => new RegExp(source, flags).test(await navigator.clipboard.readText()), { source: expected.source, flags: expected.flags });
    };
    await copied('Text', /^Model: "lenet5"\n┏━+┳/);
    await copied('CSV', /^layer,type,output_shape,parameters\r\nc1,Conv2D,"\(None, 28, 28, 6\)",156\r\n/);
    await copied('Markdown', /^\*\*Model: "lenet5"\*\*\n\n\| Layer \(type\) /);
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
    // How long it takes is measured by `npm run bench -- panels`.
    it(`draws of ${scene} what is in sight, and moves without drawing it all anew`, async () => {
      await show(scene);
      await page.locator('.box').first().waitFor();
      assert.ok((await page.locator('.summary-row').count()) < 120, 'rows in sight only');
      assert.ok((await page.locator('.box').count()) < 120, 'boxes in sight only');
      const moved = await page.evaluate(async () => {
        const pane = document.querySelector('.graph-pane') as HTMLElement;
        const middle = pane.getBoundingClientRect();
        const inSight = [...document.querySelectorAll('.box')].filter((box) => box.getBoundingClientRect().top > middle.top + 80 && box.getBoundingClientRect().bottom < middle.bottom);
        pane.scrollTop += 40;
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const kept = inSight.filter((box) => box.isConnected).length;
        pane.scrollTop = pane.scrollHeight;
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return { before: inSight.length, kept, atEnd: document.querySelectorAll('.box').length };
      });
      assert.ok(moved.before > 3 && moved.kept === moved.before, JSON.stringify(moved));
      assert.ok(moved.atEnd > 0 && moved.atEnd < 120, JSON.stringify(moved));
    });
  }

  for (const scene of ['lenet5', 'VGG16', 'ResNet50', 'unet']) {
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      it(`draws ${scene} as in the golden picture, ${theme}`, async function () {
        await show(scene, { theme });
        await matchesGolden(this, page, `model-${scene}-${theme}`);
      });
    }
  }
});

/** A dropped image and a folder chosen by the editor's dialog, in a real VS Code with the packaged extension. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import sharp from 'sharp';
import { chooseFolder } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

/** A bright bar on black, upright or lying, of 28 by 28. */
const bar = (upright: boolean) => sharp({ create: { width: 28, height: 28, channels: 3, background: '#000' } })
  .composite([{ input: { create: { width: upright ? 4 : 20, height: upright ? 20 : 4, channels: 3, background: '#fff' } } }]).png();

describe('images from elsewhere in the editor', () => {
  let editor: Editor;
  let page: Page;
  const opened = sampleEditor('keras/mnist_convnet.py');
  before(() => {
    ({ editor, page } = opened());
  });

  it('takes an image that is dropped, and goes to another layer by a key', async () => {
    await workbench.lens(page, '93,322 parameters', 180_000);
    await workbench.runCommand(page, 'ConvLens: Show Class Activation Map');
    const before = await workbench.panel(page, 'cam');
    await before.getByRole('button', { name: 'Use Random Weights' }).click();
    await before.getByText('These weights have no data of their own.').waitFor();
    await workbench.drop(before, 'bar.png', await bar(true).toBuffer());
    const overlay = (panel: Frame) => panel.getByRole('img', { name: /over the image$/ });
    await overlay(before).waitFor({ timeout: 120_000 });
    await before.getByLabel('Contour').check();
    // The chosen layer is the last that has places; the one before it stands elsewhere in the list.
    await before.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '[', bubbles: true })));
    await before.getByText(/ at max_pooling2d_1/).waitFor();
  });

  it('shows maps of a folder that is chosen by the editor\'s dialog', async () => {
    const folder = join(editor.workspace, 'bars');
    for (const [name, upright] of [['1', true], ['7', false]] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      for (let at = 0; at < 3; at += 1) await bar(upright).toFile(join(folder, name, `${at}.png`));
    }
    const panel = await workbench.panel(page, 'cam');
    await panel.locator('vscode-single-select[aria-label="Show"]').click();
    await panel.getByRole('option', { name: 'A folder' }).click();
    await panel.getByRole('button', { name: 'Choose Folder…' }).click();
    await chooseFolder(page, folder, '7');
    await panel.getByText(/^6 of 6 · \d of 6 right/).waitFor({ timeout: 120_000 });
    const tiles = panel.getByRole('list', { name: 'Maps of the images in bars' }).getByRole('button');
    const labels = await tiles.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
    assert.deepEqual(labels.map((label) => label.split(':')[0]), ['1/0.png', '1/1.png', '1/2.png', '7/0.png', '7/1.png', '7/2.png']);
    // Equal images have equal answers.
    assert.deepEqual([new Set(labels.slice(0, 3).map((label) => label.slice(8))).size, new Set(labels.slice(3).map((label) => label.slice(8))).size], [1, 1]);
    await workbench.photograph(page, 'folder/maps');
  });
});

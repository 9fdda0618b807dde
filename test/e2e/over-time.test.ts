/** From the code to a run's pictures in the real editor, and how they change over its epochs: two images, two epochs, a film, and what is recorded while it goes on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { recordingsOf } from '../../src/engine/runs/recordings.js';
import { framesOf } from '../support/apng.js';
import { exported } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { matchesInThemes } from '../support/looks.js';
import { sampleEditor } from '../support/sample-editor.js';
import { lossesOf, runFolder, sample, trainThreeOfFive } from '../support/trained-run.js';
import * as workbench from '../support/workbench.js';

describe('a run over its epochs', () => {
  let editor: Editor;
  let page: Page;
  let panel: Frame;
  const opened = sampleEditor(sample, { 'convlens.layer.shapes': 'lens' }, {}, trainThreeOfFive);
  before(async () => {
    ({ editor, page } = opened());
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  const heading = (layer: string) => panel.getByRole('heading', { name: layer, exact: true }).first();
  /** The pixels of the first tiles of a sheet. */
  const drawn = (sheet: number) => panel.evaluate((at) => [...[...document.querySelectorAll('.tiles')][at]!.querySelectorAll('canvas')].slice(0, 6).map((canvas) => canvas.toDataURL()), sheet);
  /** Waits until the sheet shows the picture after an epoch. */
  const atEpoch = async (epoch: number, last: number) => {
    await panel.locator('.epochs .number', { hasText: `${epoch} of ${last}` }).waitFor();
    await workbench.settled(panel);
  };

  it('opens a layer\'s activations from the lens on its line, and names model, weights and image', async () => {
    await (await workbench.lens(page, '(11, 11, 64)')).click();
    await workbench.choose(page, 'Activations');
    panel = await workbench.panel(page, 'activations');
    await heading('conv2d_1').waitFor({ timeout: 120_000 });
    await panel.getByRole('button', { name: /^test #0 "\d"$/ }).waitFor();
    assert.equal((await panel.locator('.head .model').innerText()).replace(/\s+/g, ' '), 'mnist_convnet.py › model');
    await panel.locator('vscode-single-select[aria-label="Weights"] .text', { hasText: 'digits, epoch 3' }).waitFor();
  });

  it('goes from a layer of the panel to its line', async () => {
    await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: /^max_pooling2d_1/ }).dblclick();
    await page.locator('.editor-instance .line-numbers.active-line-number', { hasText: /^11$/ }).waitFor();
  });

  it('follows the caret when asked to, and stays where a line makes no layer', async () => {
    await workbench.placeCaret(page, 12, 20);
    await page.waitForTimeout(300);
    await heading('max_pooling2d_1').waitFor();
    await panel.getByLabel('Follow caret').check();
    for (const [line, layer] of [[12, 'conv2d_2'], [8, 'conv2d'], [20, 'conv2d'], [9, 'max_pooling2d'], [8, 'conv2d']] as const) {
      await workbench.placeCaret(page, line, 20);
      await heading(layer).waitFor();
    }
    await panel.getByLabel('Follow caret').uncheck();
    await workbench.settled(panel);
  });

  it('shows two images side by side', async () => {
    await panel.getByRole('button', { name: /^test #0 "\d"/ }).click();
    await panel.getByRole('button', { name: /^image #7 / }).click();
    await panel.getByRole('button', { name: /^test #7 "\d"/ }).waitFor();
    await workbench.settled(panel);
    const first = await drawn(0);
    await panel.getByRole('button', { name: 'Pin to compare' }).click();
    await panel.getByRole('button', { name: /^test #7 "\d"/ }).click();
    await panel.getByRole('button', { name: /^image #3 / }).click();
    await panel.getByRole('button', { name: /^test #3 "\d"/ }).waitFor();
    await workbench.settled(panel);
    await panel.getByText(/^Pinned: digits, epoch 3 · test #7 "\d"$/).waitFor();
    await panel.getByText(/^digits, epoch 3 · test #3 "\d"$/).waitFor();
    assert.deepEqual(await drawn(0), first);
    assert.notDeepEqual(await drawn(1), first);
  });

  it('looks as in the golden pictures: two images', async function () {
    await matchesInThemes(this, page, 'activations', 'compare-images');
  });

  it('shows two epochs of one image side by side', async () => {
    const third = await drawn(1);
    await panel.getByRole('button', { name: 'Unpin' }).click();
    await panel.getByRole('button', { name: 'Pin to compare' }).click();
    await panel.getByRole('slider', { name: 'Epoch' }).focus();
    await page.keyboard.press('Home');
    await atEpoch(1, 3);
    await panel.getByText(/^Pinned: digits, epoch 3 · test #3 "\d"$/).waitFor();
    await panel.getByText(/^digits, epoch 1 · test #3 "\d"$/).waitFor();
    assert.deepEqual(await drawn(0), third);
    assert.notDeepEqual(await drawn(1), third);
    await panel.getByRole('button', { name: 'Unpin' }).click();
  });

  it('exports a film over the epochs, whose pictures are the sheets of each epoch', async () => {
    const film = framesOf(await exported(page, panel, 'Film over the epochs (APNG)', join(editor.workspace, 'film.png')));
    assert.equal(film.length, 3);
    const sheets: Buffer[] = [];
    for (const epoch of [1, 2, 3]) {
      await atEpoch(epoch, 3);
      sheets.push(PNG.sync.read(await exported(page, panel, 'Sheet (PNG)', join(editor.workspace, `epoch-${epoch}.png`))).data);
      await panel.getByRole('slider', { name: 'Epoch' }).focus();
      await page.keyboard.press('ArrowRight');
    }
    film.forEach((frame, at) => assert.ok(frame.equals(sheets[at]!), `picture ${at + 1} of the film is not that of epoch ${at + 1}`));
    assert.ok(!sheets[0]!.equals(sheets[2]!), 'the epochs differ');
  });

  it('records what is looked at after each epoch while the run goes on, and shows each as it comes', async () => {
    await panel.getByRole('button', { name: 'Record after each epoch' }).click();
    await panel.getByRole('button', { name: 'Recorded after each epoch: stop recording' }).waitFor();
    const before = await drawn(0);
    await workbench.runCommand(page, 'ConvLens: Continue Run');
    await workbench.choose(page, 'digits');
    // The picture after the first epoch that ends is there without being asked for; so short a training has little time for more.
    await panel.waitForFunction((old) => document.querySelector<HTMLCanvasElement>('.tiles canvas')?.toDataURL() !== old, before[0]);
    await panel.locator('.epochs .number', { hasText: /^5 of 5 · loss/ }).waitFor({ timeout: 120_000 });
    await panel.locator('vscode-single-select[aria-label="Weights"] .text', { hasText: /^digits, epoch 5$/ }).waitFor();
    const [recording] = await recordingsOf(runFolder(editor.workspace));
    assert.ok(recording?.epochs.includes(4), recording?.epochs.join());
  });

  it('goes through the recorded epochs on the loss curve while the slider is held', async () => {
    const slider = panel.getByRole('slider', { name: 'Epoch' });
    // What was not recorded in time is computed when it is first looked at, and written down then.
    await slider.focus();
    for (const epoch of [4, 3, 2, 1]) {
      await page.keyboard.press('ArrowLeft');
      await atEpoch(epoch, 5);
    }
    const losses = lossesOf(editor.workspace);
    assert.equal(losses.length, 5);
    const box = await slider.boundingBox();
    assert.ok(box);
    const at = (epoch: number) => [box.x + 8 + ((box.width - 16) * (epoch - 1)) / 4, box.y + box.height / 2] as const;
    const pictures = new Set<string>();
    await page.mouse.move(...at(1));
    await page.mouse.down();
    for (const epoch of [2, 3, 4, 3, 1]) {
      await page.mouse.move(...at(epoch));
      await atEpoch(epoch, 5);
      const text = await panel.locator('.epochs .number').innerText();
      const shown = Number(/loss ([\d.]+)$/.exec(text)?.[1]);
      assert.ok(Math.abs(shown - losses[epoch - 1]!.loss) < 1e-3, `${text}; the loss after epoch ${epoch} was ${losses[epoch - 1]!.loss}`);
      pictures.add((await drawn(0)).join());
    }
    await page.mouse.move(...at(5));
    await page.mouse.up();
    await atEpoch(5, 5);
    pictures.add((await drawn(0)).join());
    assert.equal(pictures.size, 5, 'each epoch has a picture of its own');
    assert.ok(await panel.locator('.scrub svg path').count() === 2, 'the loss stands under the slider');
  });

  it('looks as in the golden pictures: an epoch on the loss curve', async function () {
    await matchesInThemes(this, page, 'activations', 'over-time');
  });

  it('opens a layer\'s kernels and patterns from the menu on its line', async () => {
    await workbench.placeCaret(page, 12, 20);
    await page.locator('.editor-instance .view-line', { hasText: 'Conv2D(64' }).nth(1).click({ button: 'right', position: { x: 150, y: 8 } });
    await page.getByRole('menuitem', { name: 'ConvLens' }).hover();
    await workbench.chooseFromMenu(page, 'Show Filter Patterns');
    panel = await workbench.panel(page, 'filters');
    await heading('conv2d_2').waitFor({ timeout: 120_000 });
    await panel.getByText('64 of 64').waitFor();
    await workbench.settled(panel);
  });

  it('says that a layer without height and width cannot be pointed at, and names those that can', async () => {
    await workbench.placeCaret(page, 14, 20);
    await workbench.runCommand(page, 'ConvLens: Show Class Activation Map');
    panel = await workbench.panel(page, 'cam');
    await panel.getByRole('alert').filter({ hasText: /output of "dense" \(1 × 1 × 64\) has no height and width to point at; choose one of conv2d, / }).waitFor({ timeout: 120_000 });
  });
});

/** Pictures in the real editor: a panel is there after a reload as it was left, and a file that Keras wrote is looked into from the explorer. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { writePng } from '../engine/support/pictures.js';
import { root, type Editor } from '../support/editor.js';
import { sampleEditor } from '../support/sample-editor.js';
import { sample, trainSample } from '../support/trained-run.js';
import * as workbench from '../support/workbench.js';

describe('pictures in the real editor', () => {
  let editor: Editor;
  let page: Page;
  const opened = sampleEditor(sample);
  before(async () => {
    ({ editor, page } = opened());
    await trainSample(editor.workspace, 3);
    copyFileSync(join(root, 'test', 'golden', 'visual', 'digits.keras'), join(editor.workspace, 'digits.keras'));
    await writePng(join(editor.workspace, 'stripes.png'), { height: 28, width: 28, channels: 1, values: Uint8Array.from({ length: 784 }, (_, at) => (at % 4 < 2 ? 255 : 0)) });
  });

  /** Reloads the window without asking for a file by its address, so that the editor restores what was open. Its page writes that down when idle, every five seconds; nothing that a person sees tells when. */
  async function reload(): Promise<Frame> {
    await page.waitForTimeout(8000);
    await page.goto(editor.address());
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
    return workbench.panel(page, 'activations', 180_000);
  }

  /** Everything that a person would recognize a sheet by, once the picture asked for last is there: what is chosen, the tiles' order and their pixels. */
  async function sheet(panel: Frame, image: RegExp, channels: number) {
    // The engine's label of the image stands there only while nothing is being computed.
    await panel.getByRole('button', { name: image }).waitFor({ timeout: 120_000 });
    await panel.waitForFunction((count) => [...document.querySelectorAll<HTMLCanvasElement>('.tiles canvas')].slice(0, 6).filter((canvas) => canvas.width > 1 && canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data[3] === 255).length === Math.min(6, count), channels, { timeout: 60_000 });
    return panel.evaluate(() => ({
      layer: document.querySelector('h2')?.textContent,
      chosen: Object.fromEntries([...document.querySelectorAll<HTMLElement & { value: string }>('vscode-single-select')].map((list) => [list.ariaLabel ?? '', list.value])),
      epoch: document.querySelector('.epochs .number')?.textContent,
      order: [...document.querySelectorAll('.tiles [data-id]')].map((tile) => tile.getAttribute('data-id')),
      drawn: [...document.querySelectorAll<HTMLCanvasElement>('.tiles canvas')].slice(0, 6).map((canvas) => canvas.toDataURL()),
    }));
  }

  it('comes back after a reload as it was left: layer, image, colours, scale, sorting and epoch', async function () {
    this.timeout(240_000);
    await workbench.lens(page, '93,322 parameters', 180_000);
    const panel = await workbench.activations(page, 7);
    const image = /^test #7 "\d"/;
    await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: /^conv2d_1/ }).click();
    await panel.getByRole('heading', { name: 'conv2d_1' }).waitFor();
    await workbench.pick(panel, 'Colours', 'Magma');
    await workbench.pick(panel, 'Scale', 'Whole layer');
    await workbench.pick(panel, 'Sort', 'Mean');
    const last = await sheet(panel, image, 64);
    await panel.getByRole('slider', { name: 'Epoch' }).focus();
    await page.keyboard.press('ArrowLeft');
    await panel.getByText(/^2 of 3/).waitFor();
    const left = await sheet(panel, image, 64);
    assert.notDeepEqual(left.drawn, last.drawn, 'another epoch has another picture');
    const { Colours: colours, Scale: scale, Sort: sort } = left.chosen;
    assert.deepEqual([left.layer, colours, scale, sort, left.order.length], ['conv2d_1', 'magma', 'shared', 'mean', 64]);

    assert.deepEqual(await sheet(await reload(), image, 64), left);
    await workbench.waitForEditor(page, 'mnist_convnet.py');
    await workbench.photograph(page, 'restored/activations');
  });

  it('looks into a .keras file from the explorer\'s menu with an image file, and again after a reload', async function () {
    this.timeout(240_000);
    const panel = await workbench.lookInto(page, 'digits.keras', 'Activations', 'activations');
    await panel.getByText('These weights have no data of their own. Choose an image file to look at.').waitFor({ timeout: 60_000 });
    await workbench.drop(panel, 'stripes.png', readFileSync(join(editor.workspace, 'stripes.png')));
    const image = /^stripes\.png$/;
    await panel.getByRole('heading', { name: 'first', exact: true }).waitFor({ timeout: 60_000 });
    await panel.getByText('digits.keras').first().waitFor();
    await page.getByRole('tab', { name: 'Activations: digits.keras' }).waitFor();
    const left = await sheet(panel, image, 8);
    await workbench.photograph(page, 'restored/model-file');

    assert.deepEqual(await sheet(await reload(), image, 8), left);
    await page.getByRole('tab', { name: 'Activations: digits.keras' }).waitFor();
    await workbench.photograph(page, 'restored/model-file-again');
  });
});

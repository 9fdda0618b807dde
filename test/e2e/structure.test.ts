/** The panel of a model's structure in a real VS Code with the packaged extension: what a screen reader hears of it, what keys do in it, what is taken from it, and how it looks. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { matchesInThemes } from '../support/looks.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const published = { 'vgg16.py': 'VGG16', 'resnet50.py': 'ResNet50' } as const;
const models = { 'unet.py': 'unet', 'vgg16.py': 'vgg16', 'resnet50.py': 'resnet50', 'lenet5.py': 'lenet5' } as const;

describe('the model panel in the editor', () => {
  let page: Page;
  const opened = sampleEditor('keras/lenet5.py', {}, {}, (workspace) => {
    for (const [file, name] of Object.entries(published)) writeFileSync(join(workspace, 'keras', file), `import keras\n\nmodel = keras.applications.${name}(weights=None)\n`);
    return Promise.resolve();
  });
  before(() => {
    ({ page } = opened());
  });

  /** Opens the panel of the file in the editor by its keys. */
  async function open(): Promise<Frame> {
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Alt+K');
    await page.keyboard.press('M');
    const panel = await workbench.panel(page, 'model');
    await panel.getByText(/^Total params: /).waitFor();
    return panel;
  }
  const graph = (panel: Frame) => panel.getByRole('listbox', { name: /^Layers of/ });
  async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<void> {
    let last = await read();
    for (const end = Date.now() + 60_000; !isRight(last) && Date.now() < end; last = await read()) await page.waitForTimeout(100);
    assert.ok(isRight(last), JSON.stringify(last));
  }

  it('tells a screen reader of every layer, in the graph and in the table', async () => {
    await workbench.lens(page, '61,706 parameters', 180_000);
    const panel = await open();
    const heard = await graph(panel).ariaSnapshot();
    assert.deepEqual(heard.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('- option')).map((line) => /"(.*)"/.exec(line)?.[1]), [
      'c1, Conv2D 5×5, tanh, output (28, 28, 6), 156 parameters',
      's2, AveragePooling2D 2×2, output (14, 14, 6), 0 parameters',
      'c3, Conv2D 5×5, tanh, output (10, 10, 16), 2,416 parameters, 3.9 % of all',
      's4, AveragePooling2D 2×2, output (5, 5, 16), 0 parameters',
      'c5, Conv2D 5×5, tanh, output (1, 1, 120), 48,120 parameters, 78 % of all',
      'flatten, Flatten, output (120,), 0 parameters',
      'f6, Dense tanh, output (84,), 10,164 parameters, 16 % of all',
      'output, Dense softmax, output (10,), 850 parameters, 1.4 % of all',
    ]);
    const table = panel.getByRole('grid', { name: /^Summary of/ });
    assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['Layer (type)', 'Output Shape', 'Param #', 'Share']);
    await table.getByRole('row', { name: /^c1 \(Conv2D\) \(None, 28, 28, 6\) 156 156 parameters/ }).waitFor();
    for (const name of ['Find a layer by name, type or shape', 'Bars']) await panel.getByLabel(name).first().waitFor();
    for (const name of ['Smaller (-)', 'Larger (+)', 'Fit the Width', 'Text', 'CSV', 'Markdown']) await panel.getByRole('button', { name, exact: true }).waitFor();
  });

  it('hands the summary to other programs as text, CSV and Markdown', async () => {
    const panel = await workbench.panel(page, 'model');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    for (const [name, expected] of [
      ['Text', /^Model: "lenet5"\n┏━+┳━+┳━+┓\n[^]*c1 \(Conv2D\) +│ \(None, 28, 28, 6\) +│ +156 │\n[^]*Total params: 61,706 \(241\.04 KB\)/],
      ['CSV', /^layer,type,output_shape,parameters\r\nc1,Conv2D,"\(None, 28, 28, 6\)",156\r\n/],
      ['Markdown', /^\*\*Model: "lenet5"\*\*\n\n\| Layer \(type\) \| Output Shape \| Param # \|\n\| --- \| --- \| ---: \|\n\| c1 \(Conv2D\) \| \(None, 28, 28, 6\) \| 156 \|\n[^]*- Total params: 61,706 \(241\.04 KB\)/],
    ] as const) {
      await panel.getByRole('button', { name, exact: true }).click();
      await until(clipboard, (text) => expected.test(text));
    }
  });

  it('is reached, searched and left by keys alone', async () => {
    const panel = await workbench.panel(page, 'model');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+2');
    await until(() => panel.evaluate(() => document.hasFocus()), Boolean);
    const focused = () => panel.evaluate(() => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? ''));
    for (let n = 0; n < 30 && !(await focused()).startsWith('Layers of'); n += 1) await page.keyboard.press('Tab');
    assert.match(await focused(), /^Layers of/);
    await page.keyboard.press('/');
    await until(focused, (name) => name === 'Find a layer by name, type or shape');
    await page.keyboard.type('c3');
    await panel.getByRole('status').filter({ hasText: '1 of ' }).waitFor();
    await page.keyboard.press('Enter');
    await graph(panel).locator('[aria-selected=true]', { hasText: 'c3' }).waitFor();
    await page.locator('.breadcrumbs-control', { hasText: 'c3' }).waitFor();
    await page.keyboard.press('Escape');
    for (let n = 0; n < 30 && !(await focused()).startsWith('Layers of'); n += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.breadcrumbs-control', { hasText: 's4' }).waitFor();
    await until(() => page.evaluate(() => document.activeElement?.closest('.editor-instance') !== null), Boolean);
  });

  for (const [file, name] of Object.entries(models)) {
    it(`shows ${name} as in the golden pictures`, async function () {
      await workbench.openByName(page, file);
      await page.locator('.statusbar-item', { hasText: /: [\d,]+ parameters/ }).waitFor();
      // No layer has the caret.
      await workbench.placeCaret(page, 1, 1);
      const panel = await open();
      await panel.locator('.head', { hasText: file }).waitFor();
      await panel.locator('.box').first().waitFor();
      await matchesInThemes(this, page, 'model', `model-${name}`);
    });
  }

  it('shows at once which layer is dear, by parameters, arithmetic and memory, and what is inside of a block', async () => {
    await workbench.openByName(page, 'resnet50.py');
    const panel = await open();
    await panel.locator('.head', { hasText: 'resnet50.py' }).waitFor();
    const first = (what: RegExp) => graph(panel).getByRole('option', { name: what }).waitFor();
    await first(/^conv1_conv, .* 9,472 parameters$/);
    await workbench.pick(panel, 'Bars', 'MACs');
    await first(/^conv1_conv, .* 118 M multiply-accumulates an example, 3\.1 % of all$/);
    await workbench.pick(panel, 'Bars', 'Activation memory');
    await first(/^conv1_conv, .* 3\.06 MB of activations an example/);
    await workbench.pick(panel, 'Bars', 'Parameters');
    const block = graph(panel).getByRole('option', { name: /^conv3_block, 3 times, 30 layers/ });
    while (await block.count() === 0) await graph(panel).evaluate((pane) => { pane.scrollTop += 200; });
    await block.click();
    await graph(panel).press('ArrowRight');
    await first(/^conv3_block2, 10 layers/);
    await graph(panel).press('ArrowLeft');
    await graph(panel).getByRole('option', { name: /^conv3_block2, 10 layers/ }).waitFor({ state: 'detached' });
  });
});

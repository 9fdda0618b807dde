/** A notebook whose model and training lie in several cells, in a real VS Code with the packaged extension: looked at, trained, and looked into. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Editor } from '../support/editor.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const file = 'keras/mnist_convnet.ipynb';

describe('a notebook', () => {
  let editor: Editor;
  let page: Page;
  // A notebook that the server's first page is to begin with stays empty, with or without ConvLens; so it is opened by hand.
  const opened = sampleEditor('keras/lenet5.py');
  before(async () => {
    ({ editor, page } = opened());
    await workbench.openByName(page, 'mnist_convnet.ipynb');
    await page.locator('.notebookOverlay .view-line').first().waitFor();
  });

  /** Text of all code that is seen, with the hints in it. */
  const seen = () => page.evaluate(() => [...document.querySelectorAll('.notebookOverlay .view-line')].map((line) => line.textContent.replaceAll('\u00a0', ' ').replaceAll('\u200c', '')).join('\n'));

  it('has the line of links in the cell that begins the model, with the totals of all cells, and hints in each', async () => {
    await workbench.lens(page, '93,322 parameters', 180_000);
    for (let n = 0; n < 600 && !(await seen()).includes('(3, 3, 64) · 36,928'); n += 1) await page.waitForTimeout(100);
    const text = await seen();
    for (const [code, hint] of [["input_shape=(28, 28, 1)))", '(26, 26, 32) · 320'], ['layers.Flatten())', '(576,) · 0'], ["activation='softmax'))", '(10,) · 650']] as const) {
      assert.ok(text.split('\n').some((line) => line.includes(code) && line.includes(hint)), `${code} with ${hint} in\n${text}`);
    }
    await workbench.photograph(page, 'notebook/1-cells-light');
  });

  it('offers what can be done with the model in the palette, whether a cell has the caret or not', async () => {
    for (const inCell of [true, false]) {
      if (inCell) await page.locator('.notebookOverlay .view-line', { hasText: 'Flatten' }).first().click();
      else await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill('>ConvLens: ');
      for (const title of ['ConvLens: Train Model', 'ConvLens: Show Model', 'ConvLens: Show Activations']) await workbench.choices(page).filter({ hasText: title }).first().waitFor();
      await page.keyboard.press('Escape');
    }
  });

  it('trains by the lens in the cell; its run lies in the workspace with the code of all cells', async () => {
    await (await workbench.lens(page, /^Train$/)).click();
    await workbench.choose(page, /bundled/i);
    const panel = await workbench.panel(page, 'training');
    await panel.getByText(/^epoch 2\/5$/).waitFor({ timeout: 180_000 });
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByRole('status').filter({ hasText: 'Stopped' }).waitFor();
    const runs = join(editor.workspace, '.convlens', 'runs');
    const [name, ...others] = readdirSync(runs).filter((each) => each.includes('mnist_convnet'));
    assert.ok(name && others.length === 0, `one run in ${runs}`);
    const info = JSON.parse(readFileSync(join(runs, name, 'run.json'), 'utf8')) as { state: string; sourceFile: string; epochsDone: number };
    assert.deepEqual([info.state, info.sourceFile], ['stopped', join(editor.workspace, file)]);
    assert.ok(info.epochsDone >= 1);
    const cells = (JSON.parse(readFileSync(join(editor.workspace, file), 'utf8')) as { cells: { cell_type: string; source: string[] }[] }).cells;
    const code = cells.filter(({ cell_type: kind }) => kind === 'code').map(({ source }) => source.join(''));
    assert.equal(readFileSync(join(runs, name, 'source.py'), 'utf8'), code.map((text) => `${text}\n`).join(''));
  });

  it('shows the activations of its own run, at the layer of the cell with the caret', async () => {
    await page.locator('.notebookOverlay .view-line', { hasText: 'Conv2D(64' }).first().click();
    await workbench.runCommand(page, 'ConvLens: Show Activations');
    const panel = await workbench.panel(page, 'activations');
    await panel.getByText(/^64 of 64/).first().waitFor({ timeout: 120_000 });
    await panel.locator('vscode-option[selected]', { hasText: /^run \d\d:\d\d, epoch \d/ }).first().waitFor({ state: 'attached' });
    assert.ok((await workbench.coloursOf(panel.getByRole('list', { name: /^Channels of/ }).locator('canvas').first())) > 1);
    await workbench.photograph(page, 'notebook/2-activations-light');
  });
});

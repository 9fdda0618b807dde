/** Pictures of a run in the real editor: of an image that is chosen by class or by error, at the caret, and recorded while the run goes on: maps and patterns. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { readNpy } from '../../src/engine/datasets/npy.js';
import { recordingsOf } from '../../src/engine/runs/recordings.js';
import { exported } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { matchesInThemes } from '../support/looks.js';
import { numberIn } from '../support/painted.js';
import { sampleEditor } from '../support/sample-editor.js';
import { lossesOf, runFolder, sample, trainThreeOfFive } from '../support/trained-run.js';
import * as workbench from '../support/workbench.js';

describe('pictures of a run', () => {
  let editor: Editor;
  let page: Page;
  let panel: Frame;
  const opened = sampleEditor(sample, {}, {}, trainThreeOfFive);
  before(async () => {
    ({ editor, page } = opened());
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  const numberShown = () => panel.locator('.epochs .number');
  const pictures = () => panel.evaluate(() => [...document.querySelectorAll('.stage canvas')].slice(0, 6).map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join());
  /** The pictures once they are others: a canvas is painted a frame after its page is. */
  const otherThan = async (before: string) => {
    await panel.waitForFunction((old) => [...document.querySelectorAll('.stage canvas')].slice(0, 6).map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join() !== old, before);
    return pictures();
  };
  const pickImage = () => panel.getByRole('region', { name: 'Choose an image' });

  it('opens the convolution of a layer from the menu on its line', async () => {
    await workbench.placeCaret(page, 12, 20);
    await page.locator('.editor-instance .view-line', { hasText: 'Conv2D(64' }).nth(1).click({ button: 'right', position: { x: 150, y: 8 } });
    await page.getByRole('menuitem', { name: 'ConvLens' }).hover();
    await workbench.chooseFromMenu(page, 'Show Convolution, Step by Step');
    panel = await workbench.panel(page, 'convolution');
    await panel.getByRole('heading', { name: /^conv2d_2, filter/ }).waitFor();
  });

  it('lets an image be chosen by class and by error', async () => {
    panel = await workbench.activations(page, 3);
    await panel.getByRole('button', { name: /^test #3 / }).click();
    await workbench.pick(panel, 'Class', /^7 \(/);
    const list = pickImage().getByRole('list', { name: 'Images' }).getByRole('button');
    await panel.waitForFunction(() => { const tiles = [...document.querySelectorAll('.drawer [data-id]')]; return tiles.length > 0 && tiles.every((tile) => tile.getAttribute('aria-label')?.includes('"7"')); });
    const name = /^image (#\d+) "7"/.exec((await list.nth(2).getAttribute('aria-label')) ?? '')?.[1];
    assert.ok(name);
    await list.nth(2).click();
    await panel.getByRole('button', { name: `test ${name} "7"` }).waitFor();
    await workbench.settled(panel);
    await panel.getByRole('button', { name: `test ${name} "7"` }).click();
    await workbench.pick(panel, 'Images', 'Highest loss');
    const evaluate = pickImage().getByRole('button', { name: 'Evaluate Now' });
    const said = pickImage().getByText(/highest losses of .* images after epoch 3, the highest first/);
    await evaluate.or(said).first().waitFor();
    if (await evaluate.isVisible()) await evaluate.click();
    await said.waitFor({ timeout: 120_000 });
    const losses = (await list.evaluateAll((tiles) => tiles.slice(0, 30).map((tile) => tile.getAttribute('aria-label') ?? ''))).map((label) => numberIn(/loss (.*)$/.exec(label)?.[1] ?? null));
    assert.deepEqual(losses, [...losses].sort((a, b) => b - a));
    const [, worst, label, predicted, loss] = /^image (#\d+) "(\d)", predicted "(\d)", loss (.*)$/.exec((await list.first().getAttribute('aria-label')) ?? '') ?? [];
    assert.ok(worst && label !== predicted);
    await list.first().click();
    await panel.getByRole('button', { name: `test ${worst} "${label}"` }).waitFor();
    await workbench.settled(panel);
    // The loss is that of the probabilities which the panel shows of this image.
    await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: /^dense_1/ }).click();
    await panel.getByText(/^10 of 10/).waitFor();
    await workbench.settled(panel);
    const { values } = readNpy(await exported(page, panel, 'Values (.npy)', join(editor.workspace, 'worst.npy')), 'worst.npy');
    assert.ok(Math.abs(-Math.log(Number(values[Number(label)])) - numberIn(loss!)) < 0.02, `${loss}, by the probabilities ${-Math.log(Number(values[Number(label)]))}`);
    assert.equal(Array.from(values, Number).indexOf(Math.max(...Array.from(values, Number))), Number(predicted));
  });

  it('follows the caret with a map', async () => {
    await workbench.placeCaret(page, 12, 20);
    await workbench.runCommand(page, 'ConvLens: Show Class Activation Map');
    panel = await workbench.panel(page, 'cam');
    await panel.getByText('Grad-CAM at conv2d_2').waitFor();
    await panel.getByLabel('Follow caret').check();
    for (const [line, name] of [[10, 'conv2d_1'], [20, 'conv2d_1'], [8, 'conv2d'], [12, 'conv2d_2']] as const) {
      await workbench.placeCaret(page, line, 20);
      await panel.getByText(`Grad-CAM at ${name}`, { exact: true }).waitFor();
    }
    await panel.getByLabel('Follow caret').uncheck();
    await workbench.settled(panel);
  });

  it('records maps and patterns while the run goes on', async () => {
    const record = async () => {
      await panel.getByRole('button', { name: 'Record after each epoch' }).click();
      await panel.getByRole('button', { name: 'Recorded after each epoch: stop recording' }).waitFor();
    };
    await record();
    await workbench.placeCaret(page, 8, 20);
    await workbench.runCommand(page, 'ConvLens: Show Filter Patterns');
    panel = await workbench.panel(page, 'filters');
    await panel.getByText('32 of 32').waitFor();
    await workbench.settled(panel);
    await record();
    const before = await pictures();
    await workbench.runCommand(page, 'ConvLens: Continue Run');
    await workbench.choose(page, 'digits');
    await numberShown().filter({ hasText: /^5 of 5 · loss/ }).waitFor({ timeout: 180_000 });
    await workbench.settled(panel);
    await otherThan(before);
    const recorded = await recordingsOf(runFolder(editor.workspace));
    for (const kind of ['cam', 'filters']) assert.ok(recorded.some(({ key, epochs }) => key.includes(kind) && epochs.includes(4)), `${kind}: ${JSON.stringify(recorded.map(({ key, epochs }) => [key.slice(0, 60), epochs]))}`);
  });

  for (const [kind, command] of [['filters', 'Show Filter Patterns'], ['cam', 'Show Class Activation Map']] as const) {
    it(`goes through the epochs of ${kind === 'cam' ? 'maps' : 'patterns'} on the loss curve`, async () => {
      if (kind === 'cam') {
        await workbench.placeCaret(page, 12, 20);
        await workbench.runCommand(page, `ConvLens: ${command}`);
      }
      panel = await workbench.panel(page, kind);
      await numberShown().filter({ hasText: /^5 of 5/ }).waitFor();
      await workbench.settled(panel);
      let last = await pictures();
      const seen = new Set<string>();
      await panel.getByRole('slider', { name: 'Epoch' }).focus();
      for (const [epoch, key] of [[1, 'Home'], [2, 'ArrowRight'], [3, 'ArrowRight'], [4, 'ArrowRight'], [5, 'ArrowRight']] as const) {
        await page.keyboard.press(key);
        await numberShown().filter({ hasText: new RegExp(`^${epoch} of 5 · loss`) }).waitFor();
        await workbench.settled(panel);
        const shown = Number(/loss ([\d.]+)$/.exec(await numberShown().innerText())?.[1]);
        assert.ok(Math.abs(shown - lossesOf(editor.workspace)[epoch - 1]!.loss) < 1e-3);
        seen.add((last = await otherThan(last)));
      }
      assert.equal(seen.size, 5, 'each epoch has a picture of its own');
    });
  }

  it('looks as in the golden pictures: a map after the first epoch', async function () {
    await panel.getByRole('slider', { name: 'Epoch' }).focus();
    await page.keyboard.press('Home');
    await numberShown().filter({ hasText: /^1 of 5/ }).waitFor();
    await workbench.settled(panel);
    await matchesInThemes(this, page, 'cam', 'cam-epoch');
  });
});

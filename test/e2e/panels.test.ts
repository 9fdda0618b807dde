/** The panels' own page in a real browser, with the harness in the editor's place: what a person sees, presses and hears. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { PanelKind } from '../../src/visualizations/panel.js';
import { root } from '../support/editor.js';
import { panelPages } from '../support/panel-pages.js';

type Called = readonly (readonly [string, ...unknown[]])[];

describe('panels in a browser', () => {
  const pages = panelPages();
  let page: Page;

  async function show(kind: PanelKind, { scene = 'usual', width = 760, options }: { scene?: string; width?: number; options?: Record<string, unknown> } = {}): Promise<Page> {
    page = await pages.open(kind, { scene, width, height: 720, ...(options === undefined ? {} : { options }) });
    return page;
  }
  const calls = () => page.evaluate(() => (window as unknown as { harness: { called: Called } }).harness.called);
  const memory = () => page.evaluate(() => (window as unknown as { harness: { memory(): { layer: string | null; options: Record<string, unknown> } } }).harness.memory());

  it('tells a screen reader of every channel, and moves among them by arrows', async () => {
    await show('activations');
    const sheet = page.getByRole('list', { name: 'Channels of conv2d' });
    await sheet.waitFor();
    assert.equal(await sheet.getByRole('button').count(), 32);
    assert.match((await sheet.getByRole('button').nth(3).getAttribute('aria-label')) ?? '', /^channel 3 of 32, mean 0, maximum 0, dead: yes$/);
    await sheet.getByRole('button').first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    const columns = await sheet.evaluate((list) => getComputedStyle(list).gridTemplateColumns.split(' ').length);
    assert.match((await page.locator(':focus').getAttribute('aria-label')) ?? '', new RegExp(`^channel ${columns + 1} of`));
  });

  it('opens a channel by Enter, reads its values under the pointer, goes on by arrows and returns by Escape', async () => {
    await show('activations');
    await page.getByRole('button', { name: /^channel 6 of/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'conv2d, channel 6' }).waitFor();
    const box = await page.locator('.big canvas').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await page.getByText(/^row 13, column 13: −?[\d.]+/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'conv2d, channel 7' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'Channels of conv2d' }).waitFor();
  });

  it('changes the layer by [ and ], and remembers it', async () => {
    await show('activations');
    await page.getByRole('list', { name: 'Channels of conv2d', exact: true }).waitFor();
    await page.keyboard.press(']');
    await page.getByRole('list', { name: 'Channels of max_pooling2d', exact: true }).waitFor();
    assert.equal((await memory()).layer, 'max_pooling2d');
    await page.keyboard.press('[');
    await page.getByRole('list', { name: 'Channels of conv2d', exact: true }).waitFor();
  });

  it('lets an image be chosen by sight, and asks for its picture', async () => {
    await show('activations');
    await page.getByRole('button', { name: /^test #381/ }).click();
    await page.getByRole('button', { name: 'image #12 "2"' }).click();
    const [, , request] = (await calls()).filter(([name]) => name === 'visualize').at(-1) ?? [];
    assert.deepEqual((request as { subject: { image: unknown } }).subject.image, { kind: 'dataset', split: 'test', index: 12 });
  });

  it('ranks the images by their loss, says of what, and chooses by error and by class', async () => {
    await show('activations');
    await page.getByRole('button', { name: /^test #381/ }).click();
    const choose = async (label: string, option: string) => {
      await page.locator(`vscode-single-select[aria-label="${label}"]`).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose('Images', 'Highest loss');
    await page.getByText('The 500 highest losses of 2,000 test images after epoch 5, the highest first.').waitFor();
    assert.match((await page.getByRole('list', { name: 'Images' }).getByRole('button').first().getAttribute('aria-label')) ?? '', /^image #0 "0", predicted "3", loss 9\.21$/);
    await choose('Class', '7 (50)');
    await page.getByText('More (50 of', { exact: false }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'image #259 "7", predicted "0", loss 9.21' }).click();
    assert.deepEqual((await calls()).flatMap(([name, request]) => (name === 'images' ? [request] : [])), [
      { runDirectory: '/samples/.convlens/runs/2026-11-24T14-02-11-model', split: 'test', from: 0, count: 60 },
      { runDirectory: '/samples/.convlens/runs/2026-11-24T14-02-11-model', split: 'worst', from: 0, count: 60 },
      { runDirectory: '/samples/.convlens/runs/2026-11-24T14-02-11-model', split: 'worst', from: 0, count: 60, label: 7 },
    ]);
    const [, , request] = (await calls()).filter(([name]) => name === 'visualize').at(-1) ?? [];
    assert.deepEqual((request as { subject: { image: unknown } }).subject.image, { kind: 'dataset', split: 'test', index: 259 });
  });

  it('has a run evaluated whose images cannot be ranked yet', async () => {
    await show('activations', { scene: 'unevaluated' });
    await page.getByRole('button', { name: /^test #381/ }).click();
    await page.locator('vscode-single-select[aria-label="Images"]').click();
    await page.getByRole('option', { name: 'Highest loss', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Evaluate it now' }).waitFor();
    await page.getByRole('button', { name: 'Evaluate Now' }).click();
    await page.getByText(/^The 500 highest losses/).waitFor();
    assert.deepEqual((await calls()).find(([name]) => name === 'evaluate')?.slice(0, 2), ['evaluate', 'run 2026-11-24T14-02-11-model']);
  });

  it('explains another class by a click, without computing anew for a colour', async () => {
    await show('cam');
    await page.getByRole('button', { name: /^9, probability/ }).click();
    await page.getByRole('heading', { name: '9' }).waitFor();
    const before = (await calls()).length;
    await page.getByRole('slider', { name: /^Opacity/ }).press('ArrowRight');
    assert.equal((await memory()).options['opacity'], 55);
    assert.equal((await calls()).length, before);
  });

  it('shows patterns as they form, keeps their places, and stops when told', async () => {
    await show('filters', { scene: 'partial' });
    await page.getByText('11 of 32').waitFor();
    const sheet = page.getByRole('list', { name: 'Patterns of conv2d' });
    assert.equal(await sheet.getByRole('button').count(), 32);
    assert.equal(await sheet.locator('canvas').count(), 11);
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.equal((await calls()).at(-1)?.[0], 'cancel');
  });

  it('never shows a pattern blank while it is redrawn', async () => {
    await show('filters', { scene: 'forming' });
    await page.locator('.tiles canvas').nth(7).waitFor();
    await page.waitForTimeout(300);
    const blank = await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.tiles canvas');
      let seen = 0;
      for (let at = 0; at < 40; at += 1) {
        await new Promise(requestAnimationFrame);
        if ((canvas?.getContext('2d')?.getImageData(5, 5, 1, 1).data[3] ?? 0) === 0) seen += 1;
      }
      return seen;
    });
    assert.equal(blank, 0);
  });

  it('says what is computed and for how long, in the place of the picture', async () => {
    await show('cam', { scene: 'waiting' });
    await page.getByText(/Class activation map/).waitFor();
    await page.getByText(/^\d\.\d s$/).waitFor();
  });

  it('puts an error where the picture would be, with what to do', async () => {
    await show('cam', { scene: 'error' });
    await page.getByRole('alert').filter({ hasText: 'Choose a convolution or pooling layer' }).waitFor();
    await page.getByRole('button', { name: 'Try Again' }).click();
    assert.equal((await calls()).filter(([name]) => name === 'visualize').length, 2);
  });

  it('teaches an empty panel: one button trains, random weights only on request', async () => {
    await show('activations', { scene: 'untrained' });
    await page.getByRole('button', { name: 'Train Model' }).click();
    assert.deepEqual(await calls(), [['command', 'train']]);
    await page.getByRole('button', { name: 'Use Random Weights' }).click();
    await page.getByText(/Choose an image file/).waitFor();
  });

  it('says why training is off', async () => {
    await show('training', { scene: 'untrusted' });
    await page.getByText('Training is off because this workspace is not trusted.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Train Model' }).count(), 0);
  });

  it('shows curves and the row of state, and passes Pause and Stop on', async () => {
    await show('training');
    await page.getByText('epoch 3/5').waitFor();
    for (const shown of ['5,210 img/s', '1 min 12 s left', /bundled subset/]) await page.getByText(shown).waitFor();
    await page.getByRole('img', { name: /^loss: training [\d.]+, validation [\d.]+$/ }).waitFor();
    // Line and dots each have their sign: a stroke and a disc of the same blue.
    const keys = await page.locator('figure', { hasText: 'loss' }).first().locator('.key').evaluateAll((all) => all.map((key) => {
      const { width, height, borderTopWidth, backgroundColor } = getComputedStyle(key, '::before');
      return `${key.textContent.replace(/[\d.]+/, '#').trim().replace(/\s+/g, ' ')}: ${height === '0px' ? `stroke of ${borderTopWidth}` : `disc of ${width}`}${backgroundColor === 'rgba(0, 0, 0, 0)' ? '' : ', filled'}`;
    }));
    assert.deepEqual(keys, ['training by batch: stroke of 1px', 'by epoch #: disc of 6px, filled', 'validation #: stroke of 3px']);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual(await calls(), [['command', 'pause'], ['command', 'stop']]);
  });

  it('goes through the tabs of a training by arrows, and remembers the chosen one', async () => {
    await show('training');
    await page.getByRole('tab', { name: 'Curves' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('table', { name: 'Confusion matrix' }).waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Examples' }).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('End');
    await page.getByRole('table', { name: 'Layers over the epochs' }).waitFor();
    assert.equal((await memory()).options['tab'], 'layers');
  });

  it('shows the images behind a cell of the confusion matrix, by the keyboard, and opens one in another panel', async () => {
    await show('training', { options: { tab: 'examples' } });
    const matrix = page.getByRole('table', { name: 'Confusion matrix' });
    assert.equal(await matrix.locator('button[tabindex="0"]').count(), 1);
    await matrix.getByRole('button', { name: /^0 predicted as 0:/ }).focus();
    await page.keyboard.press('ArrowRight');
    assert.match((await page.locator(':focus').getAttribute('aria-label')) ?? '', /^0 predicted as 1: \d+ of 200$/);
    await page.keyboard.press('Enter');
    const images = page.getByRole('list', { name: '“0” taken for “1”' });
    await images.getByRole('button').first().click();
    const [, kind, weights, epoch, image] = (await calls()).find(([name]) => name === 'openImage') ?? assert.fail('no image was opened');
    assert.deepEqual([kind, weights, epoch], ['activations', 'run 2026-11-24T14-02-11-model', 5]);
    assert.equal((image as { split: string }).split, 'test');
    await page.getByRole('button', { name: 'All Classes' }).click();
    await page.getByRole('list', { name: 'Highest losses' }).waitFor();
  });

  it('tells the scores of the classes, and sorts them with the worst first', async () => {
    await show('training', { options: { tab: 'examples' } });
    const scores = page.getByRole('region', { name: 'Scores of the classes' });
    await scores.getByRole('button', { name: 'Recall' }).click();
    await scores.locator('th[aria-sort="ascending"]', { hasText: 'Recall' }).waitFor();
    const recalls = (await scores.locator('tbody td:nth-child(3)').allInnerTexts()).map(parseFloat);
    assert.deepEqual(recalls, [...recalls].sort((a, b) => a - b));
  });

  it('lists what a model of a thousand classes confuses, and what one class is taken for', async () => {
    await show('training', { scene: 'many-classes', options: { tab: 'examples', class: 3 } });
    const list = page.getByRole('region', { name: 'Confusions' });
    await list.getByRole('button', { name: 'class 3', exact: true }).first().click();
    await page.getByRole('list', { name: /^“class 3” taken for/ }).waitFor();
  });

  it('shows 150 layers in one table, each with its own line in the code', async () => {
    await show('training', { scene: 'deep', options: { tab: 'layers' } });
    const table = page.getByRole('table', { name: 'Layers over the epochs' });
    assert.equal(await table.locator('tbody tr').count(), 150);
    await table.getByRole('button', { name: 'block1_conv', exact: true }).click();
    assert.deepEqual((await calls()).at(-1), ['reveal', 'block1_conv', true]);
  });

  it('says honestly what an old run did not keep, and evaluates it on request', async () => {
    await show('training', { scene: 'unevaluated', options: { tab: 'layers' } });
    await page.getByText(/^This run kept no record of its layers/).waitFor();
    await page.getByRole('tab', { name: 'Examples' }).click();
    await page.getByText('The file validates on nothing, so epochs are not evaluated.').waitFor();
  });

  it('checks a training before it starts: device, time and memory', async () => {
    await show('training', { scene: 'untrained' });
    await page.getByRole('button', { name: 'Check Before Training' }).click();
    const found = page.getByRole('region', { name: 'Before the training' });
    await found.getByText('It fits.').waitFor();
    await found.getByText(/first usable device/).waitFor();
    await found.getByText('41 ms (mean of 6)').waitFor();
  });

  for (const tab of ['examples', 'layers']) {
    it(`needs no sideways scrolling at 400 pixels: the tab ${tab} of a training`, async () => {
      await show('training', { width: 400, options: { tab } });
      await page.getByRole('table').first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    });
  }

  for (const kind of ['training', 'activations', 'filters', 'cam'] as const) {
    it(`needs no sideways scrolling at 400 pixels: ${kind}`, async () => {
      await show(kind, { width: 400 });
      await page.locator('.stage').waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    });
  }

  it('shows a sheet of 2048 channels, draws those in sight, and reaches all by wheel and keys', async () => {
    await show('activations', { scene: 'very-wide' });
    await page.getByText('2048 of 2048').waitFor();
    const sheet = page.getByRole('list', { name: 'Channels of block5_conv3' });
    const there = () => sheet.getByRole('button').count();
    assert.ok((await there()) < 600, `${await there()} tiles are there`);
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await sheet.getByRole('button', { name: /^channel 2047 of 2048/ }).waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll<HTMLCanvasElement>('.tiles canvas')].at(-1)?.width === 14);
    // What is out of sight has its room: the page neither grew nor shrank.
    assert.ok(Math.abs((await page.evaluate(() => document.documentElement.scrollHeight)) - tall) < 20);
    assert.equal(await sheet.getByRole('listitem').last().getAttribute('aria-posinset'), '2048');
    await sheet.getByRole('button', { name: /^channel 2047 of 2048/ }).focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('channel 0 of 2048'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const reached = await page.evaluate(() => Number(/^channel (\d+)/.exec(document.activeElement?.getAttribute('aria-label') ?? '')?.[1]));
    const columns = await sheet.evaluate((list) => getComputedStyle(list).gridTemplateColumns.split(' ').length);
    assert.equal(reached, columns + 1);
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('channel 2047 of 2048'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'block5_conv3, channel 2047' }).waitFor();
  });

  // Canvases hold one pixel a value, so these pictures are the same on every machine, whatever its fonts and screen.
  for (const [name, kind, selector] of [['activation', 'activations', '.tiles li:nth-child(7) canvas'], ['pattern', 'filters', '.tiles li:nth-child(12) canvas'], ['map', 'cam', '.third:nth-child(2) canvas'], ['overlay', 'cam', '.third:nth-child(3) canvas']] as const) {
    it(`draws the ${name} as in the golden picture`, async () => {
      await show(kind);
      const canvas = page.locator(selector);
      await canvas.waitFor();
      const address = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
      const drawn = PNG.sync.read(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
      const file = join(root, 'test', 'golden', 'panels', `${name}.png`);
      if (process.env['CONVLENS_UPDATE_GOLDEN']) writeFileSync(file, PNG.sync.write(drawn));
      const golden = PNG.sync.read(readFileSync(file));
      assert.deepEqual([drawn.width, drawn.height], [golden.width, golden.height]);
      assert.equal(pixelmatch(drawn.data, golden.data, undefined, golden.width, golden.height, { threshold: 0.02 }), 0);
    });
  }
});

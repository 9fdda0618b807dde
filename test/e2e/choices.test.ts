/** What a person chooses in a panel of the real editor: which image, in which order, how it is drawn, and when to stop; beside what Keras computes. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { readNpy } from '../../src/engine/datasets/npy.js';
import { colormaps } from '../../src/visualizations/colormaps.js';
import { resizeBilinear } from '../../src/visualizations/resize.js';
import { exported } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { digitImage, digits, groups, layOut, panels, photo } from '../support/keras-files.js';
import { matchesInThemes } from '../support/looks.js';
import { assertPaints, assertWritten, channelOf, numberIn, pixelsOf } from '../support/painted.js';
import { sampleEditor } from '../support/sample-editor.js';
import { sample } from '../support/trained-run.js';
import * as workbench from '../support/workbench.js';

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: ArrayLike<number>): number => mean(Array.from(values, (value) => (value - mean(values)) ** 2));
/** Places of numbers, the largest first. */
const falling = (values: readonly number[]): number[] => values.map((_, at) => at).sort((a, b) => values[b]! - values[a]! || a - b);

describe('what a person chooses in a panel', () => {
  let editor: Editor;
  let page: Page;
  let panel: Frame;
  const opened = sampleEditor(sample, {}, {}, layOut);
  before(async () => {
    ({ editor, page } = opened());
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  const sheet = (label: string) => panel.getByRole('list', { name: label, exact: true });
  const captions = async (label: string) => {
    await workbench.settled(panel);
    return sheet(label).locator('.caption').allInnerTexts();
  };
  const orderOf = (label: string) => sheet(label).locator('[data-id]').evaluateAll((tiles) => tiles.map((tile) => Number(tile.getAttribute('data-id'))));
  const layer = async (name: string) => {
    await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await sheet(`Channels of ${name}`).waitFor();
    await workbench.settled(panel);
  };

  describe('activations', () => {
    const shape = groups.shape('activation/grouped');
    const planes = (name: string) => Array.from({ length: groups.shape(`activation/${name}`).at(-1)! }, (_, channel) => channelOf(groups.values(`activation/${name}`), groups.shape(`activation/${name}`), channel));

    it('takes an image from the clipboard', async () => {
      panel = await workbench.lookInto(page, 'groups.keras', 'Activations', 'activations');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await copyImage(page, await photo());
      await panel.locator('.empty').click();
      await page.keyboard.press('Control+V');
      await panel.getByRole('button', { name: /\.png$/ }).waitFor();
      await workbench.settled(panel);
      await layer('grouped');
      for (const [channel, values] of planes('grouped').entries()) await assertPaints(sheet('Channels of grouped').locator('canvas').nth(channel), { values, shape, colours: 'viridis' }, `grouped, channel ${channel}`);
    });

    it('marks a channel that is dead and one that is saturated', async () => {
      await panel.getByText('6 of 6 · 1 dead', { exact: true }).waitFor();
      assert.deepEqual((await captions('Channels of grouped')).filter((text) => !/^\d$/.test(text)), ['4 · dead']);
      await sheet('Channels of grouped').getByRole('button', { name: /^channel 4 of 6, mean 0, maximum 0, dead: yes$/ }).waitFor();
      await layer('gate');
      await panel.getByText('5 of 5 · 1 saturated', { exact: true }).waitFor();
      assert.deepEqual((await captions('Channels of gate')).filter((text) => !/^\d$/.test(text)), ['2 · saturated']);
      await sheet('Channels of gate').getByRole('button', { name: /^channel 2 of 5, mean 1, maximum 1, dead: no, saturated: yes$/ }).waitFor();
    });

    it('sorts by variance and by what speaks for the class, as Keras\'s numbers do', async () => {
      await workbench.pick(panel, 'Sort', 'Variance');
      await workbench.settled(panel);
      assert.deepEqual(await orderOf('Channels of gate'), falling(planes('gate').map(varianceOf)));
      // Once more from the numbers that the panel itself writes.
      const { values } = readNpy(await exported(page, panel, 'Values (.npy)', join(editor.workspace, 'gate.npy')), 'gate.npy');
      const written = Array.from({ length: 5 }, (_, channel) => varianceOf(channelOf(Float32Array.from(values), [5], channel)));
      assert.deepEqual(await orderOf('Channels of gate'), falling(written));
      await workbench.pick(panel, 'Sort', 'Class relevance');
      for (const name of ['gate', 'grouped']) {
        await layer(name);
        const relevance = [...groups.values(`relevance/${name}`)];
        assert.deepEqual(await orderOf(`Channels of ${name}`), falling(relevance), name);
        for (const text of await captions(`Channels of ${name}`)) {
          const [channel = '', number = ''] = text.split(' · ');
          if (/^[−\d]/.test(number)) assertWritten(number, relevance[Number(channel)]!, `relevance of ${name}, channel ${channel}`);
        }
      }
    });

    it('looks as in the golden pictures: marks and relevance', async function () {
      await layer('gate');
      await matchesInThemes(this, page, 'activations', 'activations-marks');
    });

    it('exports the picture of one channel', async () => {
      await layer('grouped');
      await sheet('Channels of grouped').getByRole('button', { name: /^channel 5 of 6/ }).click();
      await panel.getByRole('heading', { name: 'grouped, channel 5' }).waitFor();
      await workbench.settled(panel);
      const { width, height, data } = PNG.sync.read(await exported(page, panel, 'Channel 5 (PNG)', join(editor.workspace, 'channel.png')));
      const shown = await pixelsOf(panel.locator('.big canvas'));
      assert.deepEqual([height, width], shape.slice(0, 2));
      assert.deepEqual([...data], shown.rgba);
      await assertPaints(panel.locator('.big canvas'), { values: planes('grouped')[5]!, shape, colours: 'viridis' }, 'grouped, channel 5');
    });

    it('has no size to choose where the model takes one only', async () => {
      assert.equal(await panel.locator('vscode-single-select[aria-label="Size"]').count(), 0);
    });
  });

  describe('what a panel has to say', () => {
    it('tells that the file was replaced, and why an attempt came to nothing', async () => {
      const path = join(editor.workspace, 'groups.keras');
      writeFileSync(path, readFileSync(path));
      await panel.getByText('groups.keras was replaced on the disk; this picture is of the file as it was before.').waitFor();
      await workbench.drop(panel, 'notes.txt', Buffer.from('no image'), 'text/plain');
      await panel.getByRole('alert').filter({ hasText: 'Expected a PNG or JPEG image; notes.txt is none.' }).waitFor();
    });

    it('looks as in the golden pictures: notes', async function () {
      await matchesInThemes(this, page, 'activations', 'activations-notes');
      await panel.getByRole('button', { name: 'Update' }).click();
      await panel.getByText('was replaced on the disk').waitFor({ state: 'detached' });
    });
  });

  describe('filters', () => {
    const count = groups.shape('pattern/grouped')[0]!;

    it('shows patterns of an input in colour as Keras\'s gradients form them', async () => {
      panel = await workbench.lookInto(page, 'groups.keras', 'Filter Patterns', 'filters');
      await panel.getByText(`${count} of ${count}`, { exact: false }).first().waitFor();
      await workbench.settled(panel);
      const golden = groups.values('pattern/grouped');
      const pixels = 20 * 26;
      for (let filter = 0; filter < count; filter += 1) {
        const { rgba } = await pixelsOf(sheet('Patterns of grouped').locator('canvas').nth(filter));
        let worst = 0;
        for (let place = 0; place < pixels; place += 1) for (let c = 0; c < 3; c += 1) worst = Math.max(worst, Math.abs(golden[(filter * pixels + place) * 3 + c]! - rgba[4 * place + c]!));
        assert.ok(worst <= 2, `filter ${filter}: a pixel is ${worst} of 255 off`);
      }
      for (const [filter, text] of (await captions('Patterns of grouped')).entries()) {
        const number = text.split(' · ')[1] ?? '';
        if (number === 'silent') assert.equal(filter, 4);
        else assertWritten(number, groups.values('reached/grouped')[2 * filter + 1]!, `filter ${filter}`);
      }
    });

    it('looks as in the golden pictures: patterns in colour', async function () {
      await matchesInThemes(this, page, 'filters', 'filters-colour');
    });

    it('shows patterns while they form, stops, and goes on from where it was', async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Filter Patterns', 'filters');
      await workbench.pick(panel, 'Layer', /^separable \(/);
      await workbench.settled(panel);
      // The steps that the picture on show has taken stand beside one opened pattern. They go by faster than a test can look from outside.
      await panel.evaluate(() => {
        const watch = new MutationObserver(() => {
          const stop = document.querySelector<HTMLButtonElement>('button[aria-label="Stop"]');
          const steps = Number(document.querySelectorAll('.facts dd')[2]?.textContent);
          if (stop && steps > 40 && steps < 300) {
            watch.disconnect();
            stop.click();
          } else if (stop && Number.isNaN(steps)) document.querySelector<HTMLElement>('.tiles [data-id="3"]')?.click();
        });
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      await workbench.pick(panel, 'Steps', '320');
      await panel.getByText('Stopped; what was there stays.').waitFor();
      const taken = async () => numberIn(await panel.locator('.facts dd').nth(2).textContent());
      const early = await panel.locator('.big canvas').evaluate((element) => (element as HTMLCanvasElement).toDataURL());
      const stopped = await taken();
      assert.ok(stopped > 40 && stopped < 320, `stopped after ${stopped} steps`);
      await panel.evaluate(() => {
        const seen: number[] = [];
        (window as unknown as { seen: number[] }).seen = seen;
        new MutationObserver(() => seen.push(Number(document.querySelectorAll('.facts dd')[2]?.textContent))).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      await panel.getByRole('button', { name: 'Continue' }).click();
      await panel.waitForFunction(() => document.querySelectorAll('.facts dd')[2]?.textContent === '320');
      await workbench.settled(panel);
      const after = await panel.evaluate(() => (window as unknown as { seen: number[] }).seen);
      assert.ok(after.every((steps) => steps >= stopped), `it went back from ${stopped}: ${after.join()}`);
      assert.notEqual(await panel.locator('.big canvas').evaluate((element) => (element as HTMLCanvasElement).toDataURL()), early);
    });
  });

  describe('maps', () => {
    const colours = async (name: string) => workbench.pick(panel, 'Colours', name);
    const [height = 0, width = 0] = digits.shape('cam/grad-cam/rectify/0/logit');
    const golden = digits.values('cam/grad-cam/rectify/0/logit');
    const peak = Math.max(...golden);
    const slider = () => panel.getByRole('slider', { name: /^Opacity/ });

    it('looks at the layer that is chosen', async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Class Activation Map', 'cam');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'digit.png', await digitImage());
      await workbench.settled(panel);
      await panel.getByRole('button', { name: /^class 0, probability/ }).click();
      await workbench.pick(panel, 'Layer', 'rectify');
      await panel.getByText('Grad-CAM at rectify').waitFor();
      await workbench.settled(panel);
      await assertPaints(panel.getByRole('img', { name: `Map of class 0, ${height} by ${width} values` }), { values: golden.map((value) => value / peak), shape: [height, width], colours: 'viridis', scale: { low: 0, high: 1 } }, 'rectify');
    });

    it('draws the map in other colours, and more or less of it over the image', async () => {
      const over = panel.getByRole('img', { name: 'Map of class 0 over the image' });
      const map = resizeBilinear(golden.map((value) => value / peak), [height, width, 1], [28, 28]);
      await colours('Magma');
      await slider().focus();
      await page.keyboard.press('End');
      await assertPaints(over, { values: map, shape: [28, 28], colours: 'magma', scale: { low: 0, high: 1 } }, 'all of the map');
      await page.keyboard.press('Home');
      const gray = [...digits.values('image')].map((value) => Math.round(255 * value));
      const image = (await pixelsOf(over)).rgba;
      gray.forEach((value, at) => assert.ok([0, 1, 2].every((c) => Math.abs(image[4 * at + c]! - value) <= 1), `none of the map: pixel ${at}`));
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
      const mixed = (await pixelsOf(over)).rgba;
      const { table } = colormaps.magma;
      map.forEach((value, at) => {
        const index = Math.round(255 * Math.min(1, Math.max(0, value)));
        for (let c = 0; c < 3; c += 1) {
          const near = [index - 1, index, index + 1].map((each) => 0.7 * gray[at]! + 0.3 * (table[3 * Math.min(255, Math.max(0, each)) + c] ?? 0));
          assert.ok(mixed[4 * at + c]! >= Math.min(...near) - 1.5 && mixed[4 * at + c]! <= Math.max(...near) + 1.5, `30 % of the map: pixel ${at}`);
        }
      });
    });

    it('draws the contour when asked to, and no longer when not', async () => {
      assert.equal(await panel.locator('.marks path').count(), 0);
      await panel.getByLabel('Contour').check();
      await panel.locator('.marks path').nth(1).waitFor({ state: 'attached' });
      await panel.getByLabel('Contour').uncheck();
      await panel.locator('.marks path').first().waitFor({ state: 'detached' });
    });

    it('looks as in the golden pictures: other colours and opacity', async function () {
      await panel.getByLabel('Contour').check();
      await matchesInThemes(this, page, 'cam', 'cam-drawn');
    });
  });

  describe('convolution', () => {
    const output = () => panel.locator('.conv').getByRole('img', { name: /^Output/ });
    const coloursShown = () => panel.locator('vscode-single-select[aria-label="Colours"]').evaluate((element) => (element as HTMLElement & { value: string }).value);

    it('shows that a filter of a convolution with groups sees its own group alone', async () => {
      panel = await workbench.lookInto(page, 'groups.keras', 'Convolution, Step by Step', 'convolution');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'photo.png', await photo());
      await workbench.settled(panel);
      const image = panels.values('photo');
      for (const filter of [0, 3, 5]) {
        await workbench.pick(panel, 'Filter', String(filter));
        await panel.getByRole('heading', { name: `grouped, filter ${filter}` }).waitFor();
        await workbench.settled(panel);
        const plane = channelOf(groups.values('activation/grouped'), groups.shape('activation/grouped'), filter);
        await assertPaints(output(), { values: plane, shape: groups.shape('activation/grouped'), colours: 'viridis' }, `filter ${filter}`);
        // Six filters in three groups: two filters to a colour.
        const colour = Math.floor(filter / 2);
        const own = channelOf(image, panels.shape('photo'), colour).map((value) => value / 255);
        await assertPaints(panel.locator('.conv').getByRole('img', { name: `Input of grouped, channel ${colour}` }), { values: own, shape: [20, 26], colours: 'gray' }, `colour ${colour}`);
        assertWritten(await panel.locator('.sum b').last().textContent(), plane[0]!, `filter ${filter}, row 0, column 0`);
      }
    });

    it('slides identity and blur, and names the colours that are drawn', async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Convolution, Step by Step', 'convolution');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'digit.png', await digitImage());
      await workbench.settled(panel);
      await workbench.pick(panel, 'Kernel of', 'my own');
      await panel.getByRole('heading', { name: 'Sobel, vertical edges' }).waitFor();
      assert.equal(await coloursShown(), 'diverging');
      const image = digits.values('image');
      const at = (row: number, column: number) => image[row * 28 + column]!;
      const around = (weights: readonly number[]) => Float32Array.from({ length: 26 * 26 }, (_, place) => weights.reduce((sum, weight, k) => sum + weight * at(Math.floor(place / 26) + Math.floor(k / 3), (place % 26) + (k % 3)), 0));
      for (const [title, weights] of [['Identity', [0, 0, 0, 0, 1, 0, 0, 0, 0]], ['Blur (mean)', Array<number>(9).fill(1 / 9)], ['Blur (Gaussian)', [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16)]] as const) {
        await workbench.pick(panel, 'Kernel', title);
        await panel.getByRole('heading', { name: title }).waitFor();
        assert.equal(await coloursShown(), 'viridis', title);
        await assertPaints(output(), { values: around(weights), shape: [26, 26], colours: 'viridis' }, title);
        await panel.getByText(/^By the product of Fourier transforms: largest difference .*, the same but for rounding/).waitFor();
      }
      await workbench.pick(panel, 'Colours', 'Gray');
      await assertPaints(output(), { values: around([1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16)), shape: [26, 26], colours: 'gray' }, 'in gray');
    });

    it('looks as in the golden pictures: a blur in gray', async function () {
      await matchesInThemes(this, page, 'convolution', 'convolution-blur');
    });
  });
});

/** Puts an image on the browser's clipboard, as a person does who copies one. */
async function copyImage(page: Page, bytes: Uint8Array): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((content) => navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(content)], { type: 'image/png' }) })]), [...bytes]);
}

/** Class activation maps in the real editor, by every method, beside what Keras computes; how far to trust them, folders as contact sheets, and images that are none. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import sharp from 'sharp';
import { hottestBox } from '../../src/visualizations/cam/regions.js';
import { resizeBilinear } from '../../src/visualizations/resize.js';
import { readArrays } from '../engine/pictures/support.js';
import { chooseFolder, exported } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { digitImage, digits, layOut, panels, photo, testDigits } from '../support/keras-files.js';
import { matchesInThemes } from '../support/looks.js';
import { assertPaints, assertWritten, numberIn } from '../support/painted.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const more = readArrays('digits.maps.npz');

/** Every method that `digits.keras` can be asked for, with Keras's map of class 0 at `first`. */
const methods: readonly { readonly title: string; readonly map: Float32Array; readonly shape: readonly number[]; readonly signed: boolean }[] = [
  ...Object.entries({ 'Grad-CAM': 'grad-cam', 'Grad-CAM++': 'grad-cam-plus-plus', HiResCAM: 'hires-cam', LayerCAM: 'layer-cam', 'XGrad-CAM': 'xgrad-cam' }).map(([title, id]) => of(digits, title, `cam/${id}/first/0/logit`)),
  ...Object.entries({ 'Score-CAM': 'score-cam', 'Eigen-CAM': 'eigen-cam', 'Guided Grad-CAM': 'guided-grad-cam', Saliency: 'saliency', Occlusion: 'occlusion' }).map(([title, id]) => of(more, title, `map/${id}/first/0/logit`)),
  ...Object.entries({ SmoothGrad: 'smooth-grad', 'Integrated gradients': 'integrated-gradients' }).map(([title, id]) => of(panels, title, `digits/map/${id}/0`)),
];

function of(golden: Pick<typeof more, 'values' | 'shape'>, title: string, key: string) {
  return { title, map: golden.values(key), shape: golden.shape(key), signed: ['Eigen-CAM', 'Integrated gradients', 'Occlusion', 'CAM'].includes(title) };
}

const peakOf = (map: Float32Array): number => map.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const percent = (text: string | null): number => numberIn((text ?? '').replace(' %', '').replace('< ', '')) / 100;

describe('class activation maps of models that Keras wrote', () => {
  let editor: Editor;
  let page: Page;
  let panel: Frame;
  const opened = sampleEditor('keras/mnist_convnet.py', {}, {}, layOut);
  before(async () => {
    ({ editor, page } = opened());
    await workbench.lens(page, '93,322 parameters', 180_000);
    panel = await workbench.lookInto(page, 'digits.keras', 'Class Activation Map', 'cam');
    await panel.getByText('These weights have no data of their own.').waitFor();
    await workbench.drop(panel, 'digit.png', await digitImage());
    await workbench.settled(panel);
  });

  /** Compares the map on show, and the peak beside it, with Keras's. */
  async function assertShows({ title, map, shape, signed }: (typeof methods)[number], name: string): Promise<void> {
    const peak = peakOf(map);
    await assertPaints(panel.getByRole('img', { name: `Map of ${name}, ${shape[0]} by ${shape[1]} values` }), { values: map.map((value) => value / peak), shape, colours: 'viridis', scale: { low: signed ? -1 : 0, high: 1 } }, title);
    assertWritten(/\(([^)]*)\)/.exec((await panel.locator('.legend .unit').textContent()) ?? '')?.[1] ?? null, peak, `peak of ${title}`);
  }

  it('gives the classes the probabilities that Keras gives them, and explains the one that is clicked', async () => {
    const buttons = panel.getByRole('region', { name: 'Classes' }).getByRole('button');
    const found = new Map((await buttons.evaluateAll((list) => list.map((button) => button.getAttribute('aria-label') ?? ''))).map((label) => /^class (\d), probability (.*)$/.exec(label)!.slice(1) as [string, string]));
    digits.values('probabilities').forEach((share, at) => assert.ok(Math.abs(percent(found.get(String(at)) ?? null) - share) < 6e-4, `class ${at}`));
    await workbench.pick(panel, 'Layer', 'first');
    await panel.getByRole('button', { name: /^class 0, probability/ }).click();
    await panel.getByRole('heading', { name: 'class 0' }).waitFor();
    await workbench.settled(panel);
  });

  for (const method of methods) {
    it(`shows ${method.title} as Keras computes it`, async () => {
      await workbench.pick(panel, 'Method', method.title);
      await workbench.settled(panel);
      await assertShows(method, 'class 0');
    });
  }

  it('draws the line around half of the peak and the box of the hottest region, in numbers that follow from Keras\'s map', async () => {
    await workbench.pick(panel, 'Method', 'Grad-CAM');
    await workbench.settled(panel);
    const [{ map, shape: [height = 0, width = 0] }] = methods as [(typeof methods)[number]];
    const values = resizeBilinear(map.map((value) => value / peakOf(map)), [height, width, 1], [28, 28]);
    const box = hottestBox({ height: 28, width: 28, channels: 1, values }, 0.2);
    assert.ok(box);
    await panel.getByLabel('Contour').check();
    await panel.getByLabel('Box').check();
    await panel.getByText(`Box: rows ${box.top} to ${box.top + box.height - 1}, columns ${box.left} to ${box.left + box.width - 1};`).waitFor();
    const [line, , frame] = await panel.locator('.marks path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    assert.equal(frame, `M${box.left},${box.top}h${box.width}v${box.height}h${-box.width}z`);
    // The line parts what is above half of the peak from what is below it: between two neighbours it stands where the map's straight way between them is at the half.
    for (const [, x, y] of [...(line ?? '').matchAll(/[ML]([\d.]+),([\d.]+)/g)].slice(0, 40)) {
      const [column, row] = [Number(x) - 0.5, Number(y) - 0.5];
      const at = (r: number, c: number) => values[Math.round(r) * 28 + Math.round(c)]!;
      const share = (row - Math.floor(row)) + (column - Math.floor(column));
      const before = at(Math.floor(row), Math.floor(column));
      const after = at(Math.ceil(row - 1e-9), Math.ceil(column - 1e-9));
      assert.ok(Math.abs(before + share * (after - before) - 0.5) < 0.02, `the line at row ${row}, column ${column}`);
    }
  });

  it('looks as in the golden pictures: map, line and box', async function () {
    await matchesInThemes(this, page, 'cam', 'cam-map');
  });

  it('says how far to trust the map, in the figures that Keras gives', async () => {
    await workbench.pick(panel, 'Show', 'Trust');
    const trust = panel.getByRole('region', { name: 'How far to trust the map' });
    await trust.waitFor({ timeout: 120_000 });
    await workbench.settled(panel);
    const golden = (what: string) => more.values(`trust/first/0/${what}`);
    for (const [name, at] of [['Deletion', 0], ['Insertion', 1]] as const) {
      const label = (await trust.getByRole('img', { name: new RegExp(`^${name}`) }).getAttribute('aria-label')) ?? '';
      const [, from, to, area] = /from (.+ %) to (.+ %), area ([\d.]+)$/.exec(label) ?? assert.fail(label);
      const curve = golden(name.toLowerCase());
      assert.ok(Math.abs(percent(from!) - curve[0]!) < 1e-3 && Math.abs(percent(to!) - curve.at(-1)!) < 1e-3, `${label}; Keras: ${curve[0]} to ${curve.at(-1)}`);
      assertWritten(area!, golden('areas')[at]!, `area of ${name}`, 3);
    }
    const [whole = '', masked = '', drop = ''] = await trust.locator('.facts dd').allInnerTexts();
    const [before, after] = [golden('whole')[0]!, golden('masked')[0]!];
    for (const [text, expected] of [[whole, before], [masked, after], [drop, Math.max(0, before - after) / before]] as const) assert.ok(Math.abs(percent(text) - expected) < 1.5e-3, `${text}, Keras: ${expected}`);
    // From the output back: each layer with weights whose numbers are drawn anew, the last of them the first layer.
    const stages = await trust.locator('.bars .name').allInnerTexts();
    assert.deepEqual([stages[0], stages.at(-1)], ['classes', 'first']);
    await trust.getByText(/^With all weights random the map/).waitFor();
  });

  it('looks as in the golden pictures: trust', async function () {
    await matchesInThemes(this, page, 'cam', 'cam-trust');
  });

  it('shows all methods in a grid, says which cannot be had, and opens the one that is clicked', async () => {
    await workbench.pick(panel, 'Show', 'All methods');
    await panel.getByText(`${methods.length} of ${methods.length}`, { exact: true }).waitFor({ timeout: 120_000 });
    await workbench.settled(panel);
    const tiles = panel.getByRole('list', { name: 'Maps of class 0 by all methods' }).getByRole('button');
    assert.deepEqual(new Set(await tiles.evaluateAll((list) => list.map((tile) => tile.getAttribute('aria-label')))), new Set(methods.map(({ title }) => title)));
    await panel.getByText(/^CAM needs/).waitFor();
  });

  it('looks as in the golden pictures: all methods', async function () {
    await matchesInThemes(this, page, 'cam', 'cam-methods');
    await panel.getByRole('list', { name: 'Maps of class 0 by all methods' }).getByRole('button', { name: 'LayerCAM' }).click();
    await panel.getByText('LayerCAM at first').waitFor();
    await workbench.settled(panel);
    await assertShows(methods.find(({ title }) => title === 'LayerCAM')!, 'class 0');
  });

  it('shows CAM where the head allows it, as Keras computes it, for either answer of a single unit', async () => {
    panel = await workbench.lookInto(page, 'branches.keras', 'Class Activation Map', 'cam');
    await panel.getByText('These weights have no data of their own.').waitFor();
    await workbench.drop(panel, 'photo.png', await photo());
    await workbench.settled(panel);
    await workbench.pick(panel, 'Method', 'CAM');
    for (const target of [0, 1]) {
      await panel.getByRole('button', { name: new RegExp(`^class ${target}, probability`) }).click();
      await panel.getByRole('heading', { name: `class ${target}` }).waitFor();
      await workbench.settled(panel);
      await assertShows(of(panels, 'CAM', `branches/cam/${target}`), `class ${target}`);
    }
  });

  describe('of a folder', () => {
    const shares = panels.values('digits/share');
    const predicted = panels.values('digits/predicted');
    let images: Awaited<ReturnType<typeof testDigits>>;

    it('shows for each image what Keras predicts and how surely, and counts the right ones', async () => {
      images = await testDigits(shares.length);
      const folder = join(editor.workspace, 'digits');
      for (const { name, bytes } of images) {
        mkdirSync(join(folder, name, '..'), { recursive: true });
        writeFileSync(join(folder, name), bytes);
      }
      writeFileSync(join(folder, '0', 'broken.png'), images[0]!.bytes.subarray(0, 60));
      panel = await workbench.lookInto(page, 'digits.keras', 'Class Activation Map', 'cam');
      await panel.getByRole('button', { name: 'Choose Folder…' }).click();
      await chooseFolder(page, folder, '0');
      const right = images.filter(({ label }, at) => label === predicted[at]).length;
      await panel.getByText(new RegExp(`^${images.length} of ${images.length + 1} · ${right} of ${images.length} right \\(.*\\) · 1 cannot be read$`)).waitFor({ timeout: 120_000 });
      const labels = await panel.getByRole('list', { name: 'Maps of the images in digits' }).getByRole('button').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label') ?? ''));
      assert.equal(labels.length, images.length + 1);
      for (const [at, { name, label }] of images.entries()) {
        const [, answer, share, verdict] = /: predicted class (\d), (.+ %), (right|wrong)/.exec(labels.find((each) => each.startsWith(`${name}:`)) ?? '') ?? assert.fail(`${name} in ${labels.join('\n')}`);
        assert.deepEqual([Number(answer), verdict], [predicted[at], label === predicted[at] ? 'right' : 'wrong'], name);
        assert.ok(Math.abs(percent(share!) - shares[at]!) < 1e-3, `${name}: ${share}, Keras: ${shares[at]}`);
      }
    });

    it('looks as in the golden pictures: the contact sheet', async function () {
      await matchesInThemes(this, page, 'cam', 'cam-folder');
    });

    it('shows the wrong ones alone, and writes what passes as a table', async () => {
      await workbench.pick(panel, 'Prediction', 'Wrong');
      const wrong = images.flatMap(({ name, label }, at) => (label === predicted[at] ? [] : [{ name, share: shares[at]! }]));
      await panel.waitForFunction((count) => document.querySelectorAll('.tiles li').length === count, wrong.length);
      const lines = (await exported(page, panel, 'Predictions (CSV)', join(editor.workspace, 'wrong.csv'))).toString().trim().split('\n').slice(1).map((line) => line.split(','));
      assert.deepEqual(lines.map(([name]) => name).sort(), wrong.map(({ name }) => name).sort());
      for (const { name, share } of wrong) assert.ok(Math.abs(Number(lines.find(([each]) => each === name)?.[3]) - share) < 1e-5, name);
    });
  });

  describe('of images that are not as they should be', () => {
    it('says what is wrong with a file that is no image, and goes on with one that is', async () => {
      await workbench.drop(panel, 'cut.png', (await photo()).subarray(0, 70));
      await panel.getByRole('alert').filter({ hasText: /cut\.png could not be read as an image \(.+\); expected a whole PNG or JPEG file\./ }).waitFor();
      // Colours and another size: one gray, and as many places as the model takes.
      await workbench.drop(panel, 'photo.png', await photo());
      await panel.getByRole('alert').waitFor({ state: 'detached' });
      await workbench.settled(panel);
      const image = panel.getByRole('img', { name: /^Image / });
      assert.deepEqual(await image.evaluate((element) => [(element as HTMLCanvasElement).height, (element as HTMLCanvasElement).width]), [28, 28]);
    });

    it('takes an image of 4,000 by 4,000 pixels', async () => {
      await workbench.drop(panel, 'large.png', await sharp({ create: { width: 4000, height: 4000, channels: 3, background: '#808080' } }).png().toBuffer());
      await panel.getByRole('button', { name: /large\.png$/ }).waitFor();
      await workbench.settled(panel);
      await panel.getByRole('img', { name: /over the image$/ }).waitFor();
    });
  });

  describe('of models that are not as they should be', () => {
    it('names the weight that is no number', async () => {
      panel = await workbench.lookInto(page, 'spoilt.keras', 'Class Activation Map', 'cam');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'digit.png', await digitImage());
      await panel.getByRole('alert').filter({ hasText: /weight "second\/kernel" holds NaN or infinite values/ }).waitFor({ timeout: 120_000 });
    });

    it('offers random weights, which the picture names, and asks for a size where the model takes any', async () => {
      await page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'any_size.py' }).dblclick();
      await workbench.lens(page, /^[\d,]+ parameters$/);
      await page.getByRole('tab', { name: 'any_size.py' }).waitFor();
      await page.locator('.editor-instance .view-line', { hasText: 'None, None, 3' }).click();
      await workbench.runCommand(page, 'ConvLens: Show Class Activation Map');
      panel = await workbench.panel(page, 'cam');
      await panel.getByRole('button', { name: 'Use Random Weights' }).click();
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'photo.png', await photo());
      await panel.getByText('model takes images of any size; choose one above.').waitFor();
      await panel.getByRole('button', { name: 'Use 150 × 150' }).click();
      await panel.getByRole('img', { name: 'Image photo.png' }).waitFor({ timeout: 120_000 });
      await workbench.settled(panel);
      assert.equal(await panel.getByRole('img', { name: 'Image photo.png' }).evaluate((element) => (element as HTMLCanvasElement).width), 150);
      await panel.locator('vscode-single-select[aria-label="Weights"] .text', { hasText: 'random weights (seed 1)' }).waitFor();
    });
  });
});

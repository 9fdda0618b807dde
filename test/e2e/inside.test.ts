/** Activations, filters and single convolutions of models that Keras wrote, in the real editor: what the panels show is what Keras computed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { readNpy } from '../../src/engine/datasets/npy.js';
import { exported } from '../support/dialogs.js';
import type { Editor } from '../support/editor.js';
import { branches, digitImage, digits, layOut, panels, photo } from '../support/keras-files.js';
import { matchesInThemes } from '../support/looks.js';
import { assertPaints, assertWritten, channelOf, numberIn, pixelsOf } from '../support/painted.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

describe('inside models that Keras wrote', () => {
  let editor: Editor;
  let page: Page;
  let panel: Frame;
  const opened = sampleEditor('keras/mnist_convnet.py', {}, {}, layOut);
  before(async () => {
    ({ editor, page } = opened());
    // What the extension has to say of the open file is there once it has started.
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  const sheet = (label: string) => panel.getByRole('list', { name: label, exact: true });
  /** Goes to a layer by its name in the row of controls. */
  const goTo = async (layer: string) => {
    await workbench.pick(panel, 'Layer', new RegExp(`^${layer} \\(`));
    await panel.getByRole('heading', { name: layer }).first().waitFor();
  };

  describe('activations', () => {
    before(async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Activations', 'activations');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'digit.png', await digitImage());
    });

    for (const [layer, count] of [['first', '8 of 8'], ['norm', '12 of 12'], ['separable', '16 of 16'], ['classes', '10 of 10']] as const) {
      it(`shows every channel of ${layer} as Keras computes it`, async () => {
        await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: new RegExp(`^${layer}`) }).click();
        await sheet(`Channels of ${layer}`).waitFor({ timeout: 120_000 });
        await panel.getByText(new RegExp(`^${count}( ·|$)`)).waitFor();
        const [values, shape] = [digits.values(`activation/${layer}`), digits.shape(`activation/${layer}`)];
        const canvases = sheet(`Channels of ${layer}`).locator('canvas');
        assert.equal(await canvases.count(), shape.at(-1));
        for (let channel = 0; channel < shape.at(-1)!; channel += 1) {
          const one = shape.length === 1;
          const plane = { values: channelOf(values, shape, channel), shape: one ? [1, 1] : shape, colours: 'viridis' as const };
          // Units are one number each, on the scale of their layer.
          await assertPaints(canvases.nth(channel), one ? { ...plane, scale: { low: Math.min(...values), high: Math.max(...values) } } : plane, `${layer}, channel ${channel}`);
        }
      });
    }

    it('tells a channel\'s value under the pointer, what it sees of the image, and how it was made', async () => {
      await panel.getByRole('navigation', { name: 'Layers' }).getByRole('button', { name: /^first/ }).click();
      await sheet('Channels of first').getByRole('button', { name: /^channel 3 of 8/ }).click();
      await panel.getByRole('heading', { name: 'first, channel 3' }).waitFor();
      const own = channelOf(digits.values('activation/first'), [26, 26, 8], 3);
      // The largest: one that the activation lets through.
      const place = own.indexOf(Math.max(...own));
      const [row, column] = [Math.floor(place / 26), place % 26];
      await pointAt(panel.locator('.big canvas'), row, column);
      await panel.getByText(`Each place sees 3 × 3 pixels of 28 × 28, 1 apart; this one rows ${row} to ${row + 2}, columns ${column} to ${column + 2}.`).waitFor();
      await panel.locator('.sum').waitFor();
      assertWritten((await panel.getByText(`row ${row}, column ${column}:`).textContent())!.split(': ')[1]!, own[place]!, 'under the pointer');
      assertWritten(await panel.locator('.sum b').last().textContent(), own[place]!, 'at the end of the arithmetic');
      await workbench.settled(panel);
    });

    it('looks as in the golden pictures: a channel', async function () {
      await matchesInThemes(this, page, 'activations', 'activations-channel');
    });

    it('exports the numbers', async () => {
      await panel.getByRole('button', { name: 'Back to all (Escape)' }).click();
      const { values, shape } = readNpy(await exported(page, panel, 'Values (.npy)', join(editor.workspace, 'first.npy')), 'first.npy');
      assert.deepEqual(shape, digits.shape('activation/first'));
      digits.values('activation/first').forEach((expected, at) => assert.ok(Math.abs(Number(values[at]) - expected) < 1e-4));
      const lines = (await exported(page, panel, 'Channels (CSV)', join(editor.workspace, 'first.csv'))).toString().trim().split('\n');
      assert.equal(lines[0], 'channel,mean,minimum,maximum,variance,dead,saturated');
      lines.slice(1).forEach((line, channel) => {
        const own = channelOf(digits.values('activation/first'), [26, 26, 8], channel);
        assert.ok(Math.abs(Number(line.split(',')[1]) - own.reduce((sum, value) => sum + value, 0) / own.length) < 1e-5, line);
      });
    });

    it('looks as in the golden pictures: all channels, sorted, on one scale', async function () {
      await workbench.pick(panel, 'Sort', 'Mean');
      await workbench.pick(panel, 'Scale', 'Whole layer');
      await workbench.pick(panel, 'Colours', 'Magma');
      const means = Array.from({ length: 8 }, (_, channel) => channelOf(digits.values('activation/first'), [26, 26, 8], channel).reduce((sum, value) => sum + value, 0));
      const order = await sheet('Channels of first').locator('[data-id]').evaluateAll((tiles) => tiles.map((tile) => Number(tile.getAttribute('data-id'))));
      assert.deepEqual(order, means.map((_, channel) => channel).sort((a, b) => means[b]! - means[a]! || a - b));
      await matchesInThemes(this, page, 'activations', 'activations-sheet');
    });
  });

  describe('filters', () => {
    before(async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Filter Patterns', 'filters');
    });

    /** What stands under each tile after the point: the mean activation that was reached. */
    const reached = async (layer: string): Promise<string[]> => {
      await workbench.settled(panel);
      return (await sheet(`Patterns of ${layer}`).locator('.caption').allInnerTexts()).map((text) => text.split(' · ')[1] ?? '');
    };
    const assertReached = async (layer: string, method: string) => {
      const expected = channelOf(panels.values(`digits/${method}/${layer}`), [1, 2], 1);
      const texts = await reached(layer);
      assert.equal(texts.length, expected.length);
      texts.forEach((text, filter) => (text === 'silent' ? assert.equal(expected[filter], 0) : assertWritten(text, expected[filter]!, `${method}, ${layer}, filter ${filter}`)));
    };

    for (const [layer, what] of [['first', 'patterns'], ['separable', 'patterns'], ['classes', 'patterns of class units']] as const) {
      it(`shows ${what} of ${layer} as Keras's gradients form them in 40 steps`, async () => {
        await goTo(layer);
        await panel.getByText(new RegExp(`^${panels.shape(`digits/pattern/${layer}`)[0]} of `)).waitFor({ timeout: 120_000 });
        await assertReached(layer, 'plain');
        const [count = 0, height = 0, width = 0] = panels.shape(`digits/pattern/${layer}`);
        const golden = panels.values(`digits/pattern/${layer}`);
        for (let filter = 0; filter < count; filter += 1) {
          const { rgba } = await pixelsOf(sheet(`Patterns of ${layer}`).locator('canvas').nth(filter));
          const worst = golden.subarray(filter * height * width, (filter + 1) * height * width).reduce((most, value, at) => Math.max(most, Math.abs(value - rgba[4 * at]!)), 0);
          assert.ok(worst <= 2, `${layer}, filter ${filter}: a pixel is ${worst} of 255 off`);
        }
      });
    }

    it('looks as in the golden pictures: patterns of class units', async function () {
      await matchesInThemes(this, page, 'filters', 'filters-class-units');
    });

    it('seeks patterns by each of the better methods as the same computation in Keras does', async () => {
      await goTo('separable');
      await workbench.pick(panel, 'Steps', '20');
      for (const [label, method] of [['Negative', 'negative'], ['Jitter', 'jitter'], ['Blur', 'blur'], ['Smooth', 'smooth']] as const) {
        await panel.getByLabel(label).check();
        await assertReached('separable', method);
        await panel.getByLabel(label).uncheck();
      }
      await workbench.pick(panel, 'Show', 'Patterns, by spectrum');
      await assertReached('separable', 'spectrum');
      await workbench.pick(panel, 'Show', 'Patterns, as the lecture');
      await workbench.settled(panel);
      await sheet('Patterns of separable').getByRole('button', { name: /^filter 3 of 16/ }).click();
      await panel.getByLabel('Diverse').check();
      await panel.locator('.big.several canvas').nth(3).waitFor();
      await workbench.settled(panel);
      const written = (await panel.locator('.facts dd').nth(1).innerText()).split(', ');
      const expected = channelOf(panels.values('digits/diverse/separable'), [1, 2], 1);
      assert.equal(written.length, 4);
      written.forEach((text, variant) => assertWritten(text, expected[variant]!, `variant ${variant}`));
    });

    it('looks as in the golden pictures: one filter\'s patterns that are kept unlike', async function () {
      await matchesInThemes(this, page, 'filters', 'filters-diverse');
    });

    it('shows kernels as pictures: those of the first layer in colour, of others each channel', async () => {
      panel = await workbench.lookInto(page, 'branches.keras', 'Filter Patterns', 'filters');
      await workbench.pick(panel, 'Show', 'Kernels');
      await panel.getByText('kernels of 3 × 3 × 3').waitFor();
      const kernel = branches.values('weight/stem/kernel');
      for (let filter = 0; filter < 8; filter += 1) {
        const own = channelOf(kernel, [3, 3, 3, 8], filter);
        const reach = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const { width, height, rgba } = await pixelsOf(sheet('Kernels of stem').locator('canvas').nth(filter));
        assert.deepEqual([height, width], [3, 3]);
        own.forEach((value, at) => assert.ok(Math.abs(rgba[4 * Math.floor(at / 3) + (at % 3)]! - 127.5 * (1 + value / reach)) <= 1, `stem, filter ${filter}`));
      }
    });

    it('looks as in the golden pictures: kernels in colour', async function () {
      await matchesInThemes(this, page, 'filters', 'kernels');
    });

    it('opens one kernel: every channel with its numbers', async () => {
      await goTo('last');
      await sheet('Kernels of last').getByRole('button').nth(4).click();
      await panel.getByRole('heading', { name: 'last, kernel 4' }).waitFor();
      const own = channelOf(branches.values('weight/last/kernel'), [3, 3, 12, 10], 4);
      const reach = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let channel = 0; channel < 12; channel += 1) await assertPaints(sheet('Channels of kernel 4').locator('canvas').nth(channel), { values: channelOf(own, [9, 12], channel), shape: [3, 3], colours: 'diverging', scale: { low: -reach, high: reach } }, `last, kernel 4, channel ${channel}`);
      const texts = await panel.locator('.facts dd').allInnerTexts();
      assertWritten(texts[2]!, Math.min(...own), 'the smallest weight');
      assertWritten(texts[3]!, Math.max(...own), 'the largest weight');
    });
  });

  describe('convolution, step by step', () => {
    const stage = () => panel.locator('.conv');
    const table = (name: string | RegExp) => stage().getByRole('table', { name });
    const numbers = async (name: string | RegExp) => (await table(name).locator('td').allInnerTexts()).map((text) => numberIn(text));
    const value = async () => stage().locator('.sum b').last().textContent();
    const output = () => stage().getByRole('img', { name: /^Output/ });
    /** Points at the largest value of a channel and returns it with its place. */
    const pointAtLargest = async (values: Float32Array, width: number) => {
      const at = values.indexOf(Math.max(...values));
      const [row, column] = [Math.floor(at / width), at % width];
      await pointAt(output(), row, column);
      await panel.getByText(new RegExp(`row ${row}, column ${column}`)).waitFor();
      return { row, column, value: values[at]! };
    };

    it('shows one filter of a layer over the image, with every number of the sum that makes a value', async () => {
      panel = await workbench.lookInto(page, 'digits.keras', 'Convolution, Step by Step', 'convolution');
      await panel.getByText('These weights have no data of their own.').waitFor();
      await workbench.drop(panel, 'digit.png', await digitImage());
      await workbench.settled(panel);
      await workbench.pick(panel, 'Filter', '7');
      await panel.getByRole('heading', { name: 'first, filter 7' }).waitFor();
      await workbench.settled(panel);
      const plane = channelOf(digits.values('activation/first'), [26, 26, 8], 7);
      await assertPaints(output(), { values: plane, shape: [26, 26], colours: 'viridis' }, 'first, filter 7');
      const image = digits.values('image');
      await assertPaints(stage().getByRole('img', { name: /^Input of first/ }), { values: image, shape: [28, 28], colours: 'gray' }, 'the image');
      const { row, column, value: largest } = await pointAtLargest(plane, 26);
      assertWritten(await value(), largest, 'the value pointed at');
      const [patch, kernel, products] = [await numbers('Patch'), await numbers('Kernel'), await numbers('Products')];
      const weights = channelOf(digits.values('weight/first/kernel'), [3, 3, 1, 8], 7);
      for (let at = 0; at < 9; at += 1) {
        const pixel = image[(row + Math.floor(at / 3)) * 28 + column + (at % 3)]!;
        for (const [found, expected] of [[patch[at]!, pixel], [kernel[at]!, weights[at]!], [products[at]!, pixel * weights[at]!]] as const) assert.ok(Math.abs(found - expected) < 1e-4, `cell ${at}: ${found}, expected ${expected}`);
      }
    });

    it('moves by arrows and by itself, and stops', async () => {
      await pointAt(output(), 10, 10);
      await stage().focus();
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
      await panel.getByText(/row 11, column 12/).waitFor();
      assertWritten(await value(), digits.values('activation/first')[(11 * 26 + 12) * 8 + 7]!, 'row 11, column 12');
      await page.keyboard.press('Space');
      await panel.getByText(/row 11, column 1[5-9]/).waitFor();
      await page.keyboard.press('Space');
      await panel.getByRole('button', { name: 'Play' }).waitFor();
      await pointAt(output(), 12, 11);
      await panel.getByText(/row 12, column 11/).waitFor();
    });

    it('looks as in the golden pictures: a layer', async function () {
      await matchesInThemes(this, page, 'convolution', 'convolution-layer');
    });

    it('shows the depthwise and the pointwise part of a separable convolution as one sum', async () => {
      await goTo('separable');
      await panel.getByText('Depthwise 3 × 3, then pointwise 1 × 1', { exact: false }).waitFor();
      const plane = channelOf(digits.values('activation/separable'), [4, 4, 16], 0);
      await assertPaints(output(), { values: plane, shape: [4, 4], colours: 'viridis' }, 'separable, filter 0');
      assertWritten(await value(), plane[0]!, 'row 0, column 0');
    });

    it('slides a kernel of one\'s own, agrees with the product of Fourier transforms, and follows its numbers, stride, dilation and padding', async () => {
      await workbench.pick(panel, 'Kernel of', 'my own');
      await panel.getByRole('heading', { name: 'Sobel, vertical edges' }).waitFor();
      const image = digits.values('image');
      const sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
      await assertPaints(output(), { ...slid(image, sobel), colours: 'diverging' }, 'Sobel');
      await panel.getByText(/^By the product of Fourier transforms: largest difference .*, the same but for rounding/).waitFor();
      await workbench.pick(panel, 'Kernel', 'Laplacian');
      await panel.getByRole('heading', { name: 'Laplacian' }).waitFor();
      await panel.getByLabel('Kernel: change its numbers, row 0, column 2').fill('2.5');
      await page.keyboard.press('Tab');
      await panel.getByRole('heading', { name: 'Your kernel' }).waitFor();
      const own = [0, 1, 2.5, 1, -4, 1, 0, 1, 0];
      await assertPaints(output(), { ...slid(image, own), colours: 'diverging' }, 'a kernel with a changed number');
      await workbench.pick(panel, 'Padding', 'same');
      await workbench.pick(panel, 'Dilation', '2');
      await assertPaints(output(), { ...slid(image, own, { before: 2, dilation: 2, length: 28 }), colours: 'diverging' }, 'padded and dilated');
      // 28 places by twos with 5 under the window: three rows of zeros, one of them before.
      await workbench.pick(panel, 'Stride', '2');
      await assertPaints(output(), { ...slid(image, own, { before: 1, dilation: 2, stride: 2, length: 14 }), colours: 'diverging' }, 'with a stride');
      const { value: largest } = await pointAtLargest(slid(image, own, { before: 1, dilation: 2, stride: 2, length: 14 }).values, 14);
      assertWritten(await value(), largest, 'the value pointed at');
    });

    it('looks as in the golden pictures: a kernel of one\'s own', async function () {
      await matchesInThemes(this, page, 'convolution', 'convolution-own');
    });

    for (const [layer, filter, what] of [['deep', 5, 'Depthwise: this filter sees channel 5 alone.'], ['wide', 3, '1 × 1, stride 1 × 1'], ['far', 2, '5 × 5, stride 1 × 1, dilation 2 × 2, padded'], ['last', 9, '3 × 3, stride 2 × 2']] as const) {
      it(`shows filter ${filter} of ${layer} over a photo in colour as Keras computes it: ${what}`, async () => {
        if (layer === 'deep') {
          panel = await workbench.lookInto(page, 'branches.keras', 'Convolution, Step by Step', 'convolution');
          await workbench.drop(panel, 'photo.png', await photo());
          await workbench.settled(panel);
        }
        await goTo(layer);
        await workbench.settled(panel);
        await workbench.pick(panel, 'Filter', String(filter));
        await panel.getByRole('heading', { name: `${layer}, filter ${filter}` }).waitFor();
        await workbench.settled(panel);
        await panel.getByText(what, { exact: false }).waitFor();
        const shape = panels.shape(`branches/activation/${layer}`);
        const plane = channelOf(panels.values(`branches/activation/${layer}`), shape, filter);
        await assertPaints(output(), { values: plane, shape, colours: 'viridis' }, layer);
        const { value: largest } = await pointAtLargest(plane, shape[1]!);
        assertWritten(await value(), largest, 'the value pointed at');
      });
    }
  });
});

/** A kernel of 3 by 3 slid over a square image, by its definition. Places outside are zeros. */
function slid(image: Float32Array, kernel: readonly number[], { before = 0, dilation = 1, stride = 1, length = 26 } = {}): { readonly values: Float32Array; readonly shape: readonly number[] } {
  const side = Math.sqrt(image.length);
  const pixel = (row: number, column: number): number => (row >= 0 && row < side && column >= 0 && column < side ? image[row * side + column]! : 0);
  const values = Float32Array.from({ length: length * length }, (_, at) => {
    const [row, column] = [Math.floor(at / length) * stride - before, (at % length) * stride - before];
    return kernel.reduce((sum, weight, k) => sum + weight * pixel(row + Math.floor(k / 3) * dilation, column + (k % 3) * dilation), 0);
  });
  return { values, shape: [length, length] };
}

/** Moves the pointer to the middle of a value of a picture. */
async function pointAt(canvas: Locator, row: number, column: number): Promise<void> {
  const { width, height } = await canvas.evaluate((element) => ({ width: (element as HTMLCanvasElement).width, height: (element as HTMLCanvasElement).height }));
  const box = await canvas.boundingBox();
  assert.ok(box);
  await canvas.page().mouse.move(box.x + (box.width * (column + 0.5)) / width, box.y + (box.height * (row + 0.5)) / height);
}

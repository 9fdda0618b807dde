/** What stands beside the code and where the pointer rests, kind by kind, in a real VS Code with the packaged extension: as the settings want it, still while one types. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Editor } from '../support/editor.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const text = `import keras
from keras import layers

inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(32, 3, activation="relu", name="first")(inputs)
for _ in range(4):
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(x)
x = layers.Flatten()(x)
model = keras.Model(inputs, layers.Dense(10)(x))
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
(images, labels), _ = keras.datasets.mnist.load_data()
model.fit(images / 255, labels, epochs=3, batch_size=64)
first = model.get_layer("first")
`;
const lineOf = (code: string) => text.split('\n').findIndex((line) => line.includes(code)) + 1;
const first = { code: 'name="first")', shape: '(26, 26, 32)', parameters: '320' };

describe('facts beside the code', () => {
  let editor: Editor;
  let page: Page;
  const opened = sampleEditor('net.py', {}, {}, (workspace) => {
    mkdirSync(join(workspace, '.vscode'));
    writeFileSync(join(workspace, 'net.py'), text);
    return Promise.resolve();
  });
  before(async () => {
    ({ editor, page } = opened());
    await workbench.waitForHint(page, first.code, `${first.shape} · ${first.parameters}`);
  });

  /** The project's settings of ConvLens. */
  const choose = (settings: Readonly<Record<string, unknown>>) => writeFileSync(join(editor.workspace, '.vscode', 'settings.json'), JSON.stringify(Object.fromEntries(Object.entries(settings).map(([name, value]) => [`convlens.${name}`, value]))));
  /** What is shown at the end of the line with some code. */
  const hintAt = async (code: string) => (await workbench.shownLines(page)).find((line) => line.includes(code))?.split(code)[1]?.trim() ?? '';
  const lensTexts = () => workbench.lenses(page).allInnerTexts();
  async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<void> {
    let last = await read();
    for (const end = Date.now() + 60_000; !isRight(last) && Date.now() < end; last = await read()) await page.waitForTimeout(100);
    assert.ok(isRight(last), JSON.stringify(last));
  }
  /** What is told where the pointer rests on a piece of the code. */
  async function hoverAt(code: string, column: number, isTold: string | RegExp): Promise<string> {
    await workbench.placeCaret(page, lineOf(code), column);
    const shown = page.locator('.monaco-hover:visible').filter({ hasText: isTold });
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await shown.first().waitFor();
    const told = await shown.first().innerText();
    await page.keyboard.press('Escape');
    return told.replaceAll('\u00a0', ' ');
  }
  const columnOf = (code: string, piece: string) => (text.split('\n')[lineOf(code) - 1] ?? '').indexOf(piece) + 2;

  it('folds a line that makes several layers, and tells all of them where the pointer rests on the hint', async () => {
    await workbench.waitForHint(page, 'padding="same"', '4x Conv2D → (26, 26, 32) · 36,992');
    const hint = page.locator('.editor-instance .view-line span', { hasText: /^\s*4x/ }).last();
    await hint.hover();
    const told = page.locator('.monaco-hover:visible').filter({ hasText: 'conv2d_3' });
    await told.waitFor();
    assert.deepEqual((await told.locator('tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim()), ['conv2d', 'conv2d_1', 'conv2d_2', 'conv2d_3'].map((name) => `${name} Conv2D (26, 26, 32) 9,248`));
    await workbench.photograph(page, 'beside/1-folded-light');
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
  });

  it('tells by keys what a layer, a tensor, a model and fit are', async () => {
    const layer = await hoverAt(first.code, columnOf(first.code, 'Conv2D'), '3·3·1·32 + 32 = 320');
    for (const part of ['(28 − 3 + 2·0)/1 + 1 = 26', '195 kMAC', 'receptive field 3 × 3', 'Keras documentation', 'Activations']) assert.ok(layer.includes(part), `${part} in ${layer}`);
    assert.match(await hoverAt('x = layers.Flatten', columnOf('x = layers.Flatten', 'Flatten'), '21632'), /Input from conv2d_3/);
    assert.match(await hoverAt(first.code, columnOf(first.code, 'inputs'), 'float32'), /inputs: \(28, 28, 1\) float32/);
    assert.match(await hoverAt('model = keras.Model', 2, 'Total params'), /Total params: 253,642/);
    const fit = await hoverAt('model.fit(', columnOf('model.fit(', 'fit'), 'Trains for');
    for (const part of ['Trains for 3 epochs, 64 examples a step', 'Adam', /Memory at 64 examples a step: [\d.]+ MB/]) assert.ok(typeof part === 'string' ? fit.includes(part) : part.test(fit), `${String(part)} in ${fit}`);
  });

  it('leads from the words where the pointer rests to the line that they are about', async () => {
    await workbench.placeCaret(page, lineOf('x = layers.Flatten'), columnOf('x = layers.Flatten', 'Flatten'));
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await page.locator('.monaco-hover:visible a', { hasText: 'conv2d_3' }).click();
    await page.locator('.statusbar-item', { hasText: `Ln ${lineOf('padding="same"')},` }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('stands where the settings put each kind: lens, hint, hover, or nowhere', async () => {
    const whole = `${first.shape} · ${first.parameters}`;
    const hover = async () => hoverAt(first.code, columnOf(first.code, 'Conv2D'), '3·3·1·32 + 32 = 320');
    choose({ 'layer.parameters': 'off' });
    await until(() => hintAt('(inputs)'), (hint) => hint === first.shape);
    choose({ 'layer.parameters': 'lens' });
    await until(lensTexts, (lenses) => lenses.includes(first.parameters) && lenses.includes('36,992'));
    assert.equal(await hintAt('(inputs)'), first.shape);
    choose({ 'layer.parameters': 'lens', 'layer.shapes': 'lens' });
    await until(lensTexts, (lenses) => lenses.includes(whole));
    await until(() => hintAt('(inputs)'), (hint) => hint === '');
    await workbench.photograph(page, 'beside/2-lenses-light');
    choose({ 'layer.parameters': 'hover', 'layer.shapes': 'hover' });
    await until(lensTexts, (lenses) => !lenses.includes(whole) && lenses.includes('253,642 parameters'));
    assert.equal(await hintAt('(inputs)'), '');
    await hover();
    choose({ 'layer.parameters': 'off', 'layer.shapes': 'off', 'model.totals': 'hover' });
    await until(lensTexts, (lenses) => lenses.length === 0);
    assert.match(await hoverAt('model = keras.Model', 2, 'Total params'), /253,642/);
    choose({ 'layer.parameters': 'off', 'layer.shapes': 'off', 'model.totals': 'off' });
    await page.waitForTimeout(500);
    for (const [code, column] of [[first.code, columnOf(first.code, 'Conv2D')], ['model = keras.Model', 2]] as const) {
      await workbench.placeCaret(page, lineOf(code), column);
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await page.waitForTimeout(700);
      assert.deepEqual((await page.locator('.monaco-hover:visible').allInnerTexts()).filter((told) => /param|320/.test(told)), []);
      await page.keyboard.press('Escape');
    }
    choose({});
    await workbench.waitForHint(page, first.code, whole);
    await workbench.lens(page, '253,642 parameters');
  });

  it('writes numbers and shapes as the settings want them', async () => {
    choose({ 'numbers.format': 'short', 'shapes.batchAxis': true });
    await workbench.waitForHint(page, 'padding="same"', '4x Conv2D → (None, 26, 26, 32) · 37.0 k');
    await workbench.lens(page, '254 k parameters');
    choose({ 'numbers.format': 'plain' });
    await workbench.waitForHint(page, 'padding="same"', '4x Conv2D → (26, 26, 32) · 36992');
    choose({});
    await workbench.waitForHint(page, 'padding="same"', '4x Conv2D → (26, 26, 32) · 36,992');
  });

  it('moves no line while one types, not in a line that is broken meanwhile either', async () => {
    await workbench.lens(page, '253,642 parameters');
    await page.evaluate(() => {
      const seen = {
        running: true,
        tops: {} as Record<string, number[]>,
        note(what: string, element: Element) {
          const top = Math.round(element.getBoundingClientRect().top);
          const tops = (this.tops[what] ??= []);
          if (top > 0 && !tops.includes(top)) tops.push(top);
        },
        look() {
          for (const line of document.querySelectorAll<HTMLElement>('.editor-instance .view-lines > .view-line')) {
            const code = /^\S+ = \S+?(?=\()|^model\.\w+/.exec(line.textContent.replaceAll('\u00a0', ' '))?.[0];
            if (code) this.note(code, line);
          }
          for (const [at, lens] of [...document.querySelectorAll('.codelens-decoration')].entries()) this.note(`lens ${at}`, lens);
          if (this.running) requestAnimationFrame(() => this.look());
        },
      };
      Object.assign(window, { seen });
      seen.look();
    });
    await workbench.placeCaret(page, lineOf(first.code), columnOf(first.code, ', name'));
    for (const key of ', strides=(2, 2') await page.keyboard.press(key === ' ' ? 'Space' : key, { delay: 40 });
    await page.waitForTimeout(1000);
    await page.keyboard.press('Backspace');
    await page.waitForTimeout(1000);
    for (let n = 0; n < 14; n += 1) await page.keyboard.press('Backspace', { delay: 40 });
    await workbench.waitForHint(page, 'x = layers.Flatten', '(21632,) · 0');
    const tops = await page.evaluate(() => {
      const { seen } = window as unknown as { seen: { running: boolean; tops: Record<string, number[]> } };
      seen.running = false;
      return seen.tops;
    });
    assert.ok(Object.keys(tops).length > 8, JSON.stringify(tops));
    assert.deepEqual(Object.fromEntries(Object.entries(tops).filter(([, places]) => places.length > 1)), {}, 'lines and lenses that were seen in several places');
  });

  it('leads from a layer\'s name to its line, and finds layers of all open files by name', async () => {
    await workbench.placeCaret(page, lineOf('get_layer'), columnOf('get_layer', '"first"'));
    await page.keyboard.press('F12');
    await page.locator('.statusbar-item', { hasText: `Ln ${lineOf(first.code)},` }).waitFor();
    await workbench.placeCaret(page, 1, 1);
    await page.keyboard.press('Control+T');
    await page.locator('.quick-input-widget input').first().fill('#conv2d_3');
    await workbench.choices(page).filter({ hasText: 'conv2d_3' }).first().click();
    await page.locator('.statusbar-item', { hasText: `Ln ${lineOf('padding="same"')},` }).waitFor();
  });

  it('opens what each link of the model\'s line says', async () => {
    const click = async (link: Locator) => {
      await link.click();
      return workbench.panel(page, 'model').then((panel) => panel.getByText('Total params: 253,642').waitFor());
    };
    for (const title of ['253,642 parameters', /MMAC$/]) {
      await click(await workbench.lens(page, title));
      await page.getByRole('tab', { name: /^Model: model/ }).click({ button: 'middle' });
      await page.getByRole('tab', { name: /^Model: model/ }).waitFor({ state: 'detached' });
    }
    await (await workbench.lens(page, /^Visualize$/)).click();
    await workbench.choices(page).filter({ hasText: 'Activations' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.statusbar-item', { hasText: 'best device' }).waitFor();
  });

  it('stands beside a text that has no file yet', async () => {
    await workbench.runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
    await workbench.runCommand(page, 'Change Language Mode');
    await page.locator('.quick-input-widget input').first().fill('Python');
    await workbench.choices(page).filter({ hasText: /^Python/ }).first().click();
    await page.keyboard.insertText('import keras\nmodel = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3)])\n');
    await workbench.waitForHint(page, 'keras.layers.Conv2D(4, 3)', '(26, 26, 4) · 40');
    await workbench.lens(page, '40 parameters');
    await page.locator('.statusbar-item', { hasText: 'model: 40 parameters' }).waitFor();
  });
});

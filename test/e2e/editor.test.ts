/** A model at a glance, in a real VS Code with the packaged extension: the line of links, the panel that follows text and caret, settings and first steps. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const file = 'keras/mnist_convnet.py';

describe('a model at a glance', () => {
  let page: Page;
  const opened = sampleEditor(file);
  before(() => {
    ({ page } = opened());
  });

  it('has one line of links above the model', async () => {
    await workbench.lens(page, '93,322 parameters', 180_000);
    const links = ['93,322 parameters', '2.8 MMAC', 'Train', 'Visualize', 'Summary'];
    await eventually(async () => (await workbench.lenses(page).allInnerTexts()).slice(0, 5), (shown) => shown.join() === links.join());
  });

  it('shows arithmetic, memory and the formula where the pointer rests on a layer', async () => {
    await workbench.waitForHint(page, 'Conv2D(32', '(26, 26, 32) · 320');
    await workbench.photograph(page, 'glance/0-code-light');
    const word = page.locator('.editor-instance .view-line span', { hasText: /^(layers\.)?Conv2D$/ }).first();
    await (await word.count() > 0 ? word : page.locator('.editor-instance .view-line', { hasText: 'Conv2D(32' }).first()).hover();
    const hover = page.locator('.monaco-hover:visible').filter({ hasText: '3·3·1·32 + 32 = 320' });
    await hover.waitFor();
    for (const part of ['(28 − 3 + 2·0)/1 + 1 = 26', '195 kMAC', 'receptive field 3 × 3']) assert.ok((await hover.innerText()).includes(part), part);
    await page.keyboard.press('Escape');
  });

  it('opens the panel by Summary, and a click there goes to the line', async () => {
    await (await workbench.lens(page, /^Summary$/)).click();
    const panel = await workbench.panel(page, 'model');
    await panel.getByText('Total params: 93,322 (364.54 KB)').waitFor();
    await workbench.photograph(page, 'glance/1-panel-light');
    await panel.getByRole('option', { name: /^conv2d_2, / }).click();
    await page.locator('.breadcrumbs-control', { hasText: 'conv2d_2' }).waitFor();
    const line = page.locator('.editor-instance .view-line', { hasText: 'Conv2D(64' }).nth(1);
    const [selected, shown] = [await page.locator('.editor-instance .selected-text').first().boundingBox(), await line.boundingBox()];
    assert.ok(selected && shown && Math.abs(selected.y - shown.y) < 3, 'the call is selected');
  });

  it('marks the caret\'s layer in the panel, and follows what is typed', async () => {
    await workbench.placeCaret(page, await lineOf("layers.Conv2D(32, (3, 3)"), 20);
    const panel = await workbench.panel(page, 'model');
    await panel.locator('.box.caret', { hasText: 'conv2d' }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Control+F');
    await page.keyboard.press('Escape');
    await replaceIn("layers.Conv2D(32, (3, 3)", '32', '16');
    await panel.getByText('Total params: 83,946 (327.91 KB)').waitFor();
    // Digits typed, and digits deleted: two steps of the editor's history.
    for (let n = 0; n < 2; n += 1) await page.keyboard.press('Control+Z');
    await panel.getByText('Total params: 93,322 (364.54 KB)').waitFor();
  });

  it('draws what stood beside a broken line as ghost text in its place, and as hints again once the line is mended', async () => {
    /** What is drawn behind lines as ghost text, which is no text of the page, and whether it has the theme's colour for that. */
    const ghosts = () => page.evaluate(() => {
      const marks = [...document.querySelectorAll('.editor-instance .view-lines .view-line span')].map((part) => getComputedStyle(part, '::after'));
      const pale = document.querySelector('.monaco-workbench');
      const colour = pale ? getComputedStyle(pale).getPropertyValue('--vscode-editorGhostText-foreground') : '';
      const probe = document.body.appendChild(Object.assign(document.createElement('i'), { style: `color: ${colour}` }));
      const wanted = getComputedStyle(probe).color;
      probe.remove();
      return marks.filter(({ content }) => content.startsWith('"(')).map(({ content, color }) => `${content.slice(1, -1)}${color === wanted ? '' : ` in ${color}`}`);
    });
    await workbench.waitForHint(page, 'Conv2D(32', '(26, 26, 32) · 320');
    await workbench.placeCaret(page, await lineOf('layers.Conv2D(32, (3, 3)'), 1);
    await page.keyboard.press('End');
    for (let n = 0; n < 2; n += 1) await page.keyboard.press('Backspace');
    await eventually(ghosts, (shown) => shown[0] === '(26, 26, 32) · 320' && shown[1] === '(13, 13, 32) · 0');
    await eventually(async () => (await workbench.shownLines(page)).filter((line) => line.includes('layers.Conv2D(32')), ([line]) => line?.endsWith('1)') === true);
    await workbench.photograph(page, 'glance/3-broken-light');
    for (let n = 0; n < 2; n += 1) await page.keyboard.type(')');
    await workbench.waitForHint(page, 'Conv2D(32', '(26, 26, 32) · 320');
    await eventually(ghosts, (shown) => shown.length === 0);
  });

  it('hides its facts in one file, and shows them again', async () => {
    await page.locator('.editor-instance .view-lines').first().click();
    await workbench.runCommand(page, 'ConvLens: Show or Hide Shapes in This File');
    await workbench.lenses(page).filter({ hasText: '93,322 parameters' }).waitFor({ state: 'detached' });
    await eventually(async () => (await workbench.shownLines(page)).join('\n'), (text) => !text.includes('(26, 26, 32)'));
    await workbench.runCommand(page, 'ConvLens: Show or Hide Shapes in This File');
    await workbench.waitForHint(page, 'Conv2D(32', '(26, 26, 32) · 320');
  });

  it('names the model in the status bar, and its layers in the breadcrumbs', async () => {
    await page.locator('.statusbar-item', { hasText: 'model: 93,322 parameters' }).waitFor();
    await page.keyboard.press('Control+Shift+O');
    await workbench.choices(page).filter({ hasText: 'conv2d_1' }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('takes a newcomer through four steps with pictures', async () => {
    await workbench.runCommand(page, 'Welcome: Open Walkthrough');
    await workbench.choose(page, 'Get Started with ConvLens');
    await page.locator('.getting-started-step').nth(3).waitFor();
    assert.equal(await page.locator('.getting-started-step').count(), 4);
    await workbench.photograph(page, 'glance/2-walkthrough-light');
  });

  /** Waits for what is shown to be right; a busy machine is slow, not wrong. */
  async function eventually<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<void> {
    let last = await read();
    for (const end = Date.now() + 60_000; !isRight(last) && Date.now() < end; last = await read()) await page.waitForTimeout(100);
    assert.ok(isRight(last), JSON.stringify(last));
  }

  /** The line of the first editor that begins with some code, from 1. */
  async function lineOf(code: string): Promise<number> {
    const lines = await workbench.shownLines(page);
    const at = lines.findIndex((line) => line.includes(code));
    assert.ok(at >= 0, `${code} in\n${lines.join('\n')}`);
    return Number(await page.locator('.editor-instance .margin-view-overlays .line-numbers').first().innerText()) + at;
  }

  async function replaceIn(code: string, old: string, replacement: string): Promise<void> {
    const lines = await workbench.shownLines(page);
    const text = lines.find((line) => line.includes(code)) ?? '';
    await workbench.placeCaret(page, await lineOf(code), text.indexOf(old) + old.length + 1);
    for (let n = 0; n < old.length; n += 1) await page.keyboard.press('Backspace');
    await page.keyboard.type(replacement);
  }
});

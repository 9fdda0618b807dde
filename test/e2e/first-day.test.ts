/** What somebody meets who has just installed the extension and has no file at hand, in a real VS Code: palette, walkthrough, sample. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openPage, startBrowser, startEditor } from '../support/editor.js';
import * as workbench from '../support/workbench.js';

describe('a first day', () => {
  let page: Page;
  const cleanUp: (() => Promise<void>)[] = [];

  before(async () => {
    const extension = process.env['CONVLENS_PACKAGE'];
    assert.ok(extension, 'CONVLENS_PACKAGE names the package to install; "npm test -- e2e" makes it');
    const editor = await startEditor({ extensions: [extension], settings: { 'editor.minimap.enabled': false, 'workbench.colorTheme': 'Default Light Modern' } });
    cleanUp.push(() => editor.dispose());
    const browser = await startBrowser();
    cleanUp.push(() => browser.close());
    ({ page } = await openPage(browser));
    await page.goto(editor.address());
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120_000 });
  });
  after(async () => {
    for (const end of cleanUp.reverse()) await end();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.photograph(page, `failed/${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  const step = (title: string) => page.locator('.getting-started-step').filter({ hasText: title });
  const isDone = async (title: string) => (await step(title).getAttribute('aria-checked')) === 'true';

  it('finds the walkthrough and the samples in the palette, and nothing that needs a model or an engine', async () => {
    const sample = workbench.choices(page).filter({ hasText: 'ConvLens: Open Sample' }).first();
    // A window that has just opened does not know its extensions yet, and a list that is open does not grow.
    for (let n = 0; n < 60 && (await sample.count()) === 0; n += 1) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill('>ConvLens: ');
      await page.waitForTimeout(1000);
    }
    await sample.waitFor();
    const offered = (await workbench.choices(page).allInnerTexts()).join('\n');
    assert.match(offered, /ConvLens: Get Started/);
    for (const title of ['Train Model', 'Show Model', 'Restart Engine', 'Compare Runs']) assert.ok(!offered.includes(title), offered);
    await page.keyboard.press('Escape');
  });

  it('is told what to open where there is no model, and the walkthrough does not call that done', async () => {
    await workbench.runCommand(page, 'ConvLens: Get Started');
    await step('See the whole model').click();
    await step('See the whole model').getByText('Show Model').click();
    await workbench.notifications(page).filter({ hasText: 'ConvLens: Open Sample' }).waitFor({ timeout: 60_000 });
    assert.equal(await isDone('See the whole model'), false);
    await workbench.runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('opens the sample from the walkthrough as a file that needs no saving', async () => {
    await step('Read shapes beside the code').click();
    await step('Read shapes beside the code').getByText('Open a Sample').click();
    await workbench.waitForEditor(page, 'mnist_convnet.py');
    await workbench.lens(page, '93,322 parameters', 180_000);
    assert.equal(await page.locator('.tab.dirty').count(), 0);
  });

  it('goes on from the walkthrough with that file, though the walkthrough hides it', async () => {
    await page.getByRole('tab', { name: /Welcome|Get Started/ }).first().click();
    await step('See the whole model').click();
    await step('See the whole model').getByText('Show Model').click();
    const panel = await workbench.panel(page, 'model');
    await panel.getByText('Total params: 93,322 (364.54 KB)').waitFor();
    for (let n = 0; n < 100 && !(await isDone('See the whole model')); n += 1) await page.waitForTimeout(100);
    assert.ok(await isDone('Read shapes beside the code'));
    assert.ok(await isDone('See the whole model'));
    await workbench.photograph(page, 'first-day/1-walkthrough-light');
  });

  it('folds a model\'s layers as it folds any block of code', async () => {
    await workbench.openByName(page, 'alexnet.py');
    await workbench.waitForHint(page, 'layers.Flatten()', '· 0');
    const from = (await workbench.shownLines(page)).findIndex((line) => line.includes('Sequential([')) + 1;
    assert.ok(from > 0);
    await workbench.placeCaret(page, from, 1);
    await page.keyboard.press('Control+Shift+BracketLeft');
    const isFolded = (lines: readonly string[]) => !lines.some((line) => line.includes('layers.Flatten()')) && ['Sequential([', 'compile('].every((code) => lines.some((line) => line.includes(code)));
    let shown: readonly string[] = [];
    for (let n = 0; n < 100 && !isFolded(shown); n += 1) {
      await page.waitForTimeout(100);
      shown = await workbench.shownLines(page);
    }
    assert.ok(isFolded(shown), shown.join('\n'));
    await workbench.lens(page, / parameters$/);
    await page.keyboard.press('Control+Shift+BracketRight');
    await workbench.waitForHint(page, 'layers.Flatten()', '· 0');
  });

  it('opens the panel by keys, and takes the summary from it as Keras prints it', async () => {
    await workbench.openByName(page, 'alexnet.py');
    await page.locator('.statusbar-item', { hasText: 'model: 60,965,224 parameters' }).waitFor();
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+Alt+K');
    await page.keyboard.press('M');
    const panel = await workbench.panel(page, 'model');
    await panel.getByText('Total params: 60,965,224').waitFor();
    await panel.getByRole('button', { name: 'Text' }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    for (let n = 0; n < 100 && !(await copied()).includes('Model: "alexnet"'); n += 1) await page.waitForTimeout(100);
    assert.match(await copied(), /^Model: "alexnet"\n┏━+┳━+┳━+┓\n[^]*conv2d \(Conv2D\) +│ \(None, 55, 55, 96\) +│ +34,944 │\n[^]*Total params: 60,965,224 \(232\.56 MB\)/);
  });

  it('mends a misspelt argument by keys, and sees the shapes again', async () => {
    await page.getByRole('tab', { name: /^Model: model/ }).click({ button: 'middle' });
    await workbench.waitForHint(page, 'layers.Conv2D(96, 11', '(55, 55, 96) · 34,944');
    const lines = await workbench.shownLines(page);
    const [at, column] = [lines.findIndex((line) => line.includes('layers.Conv2D(96, 11')), (lines.find((line) => line.includes('layers.Conv2D(96, 11')) ?? '').indexOf('activation') + 1];
    const first = Number(await page.locator('.editor-instance .margin-view-overlays .line-numbers').first().innerText());
    await workbench.placeCaret(page, first + at, column + 'activation'.length);
    await page.keyboard.press('Backspace');
    await page.locator('.editor-instance .squiggly-error').first().waitFor();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget .monaco-list-row', { hasText: 'Change activatio to activation' }).waitFor();
    await page.keyboard.press('Enter');
    await workbench.waitForUnderlines(page);
    await workbench.waitForHint(page, 'layers.Conv2D(96, 11', '(55, 55, 96) · 34,944');
  });

  it('is never shown a number that the editor cut', async () => {
    await workbench.openByName(page, 'resnext50.py');
    await workbench.waitForHint(page, 'BatchNormalization', ') · ');
    assert.deepEqual((await workbench.shownLines(page)).filter((line) => line.endsWith('…')), []);
  });
});

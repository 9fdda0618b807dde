/**
 * From code to trained model to pictures, as a user does it: in a real VS Code with the packaged extension installed, in a
 * browser. Each step goes on where the one before has ended.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Editor } from '../support/editor.js';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';

const file = 'keras/mnist_convnet.py';

/** What each line of the sample says beside its code: output shape and parameters, as Keras's summary has them. */
const facts: readonly (readonly [code: string, hint: string])[] = [
  ["layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1))", '(26, 26, 32) · 320'],
  ['layers.MaxPooling2D((2, 2))', '(13, 13, 32) · 0'],
  ["layers.Conv2D(64, (3, 3), activation='relu')", '(11, 11, 64) · 18,496'],
  ['layers.MaxPooling2D((2, 2))', '(5, 5, 64) · 0'],
  ["layers.Conv2D(64, (3, 3), activation='relu')", '(3, 3, 64) · 36,928'],
  ['layers.Flatten()', '(576,) · 0'],
  ["layers.Dense(64, activation='relu')", '(64,) · 36,928'],
  ["layers.Dense(10, activation='softmax')", '(10,) · 650'],
];

describe('the thin line', () => {
  let editor: Editor;
  let page: Page;
  const opened = sampleEditor(file);
  before(() => {
    ({ editor, page } = opened());
  });

  it('says 93,322 parameters above the model', async () => {
    // The first lens also waits for the extension host to start.
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  for (const [code, hint] of facts) {
    it(`says ${hint} beside ${code}`, () => workbench.waitForHint(page, code, hint));
  }

  it('shows both in every theme', () => workbench.photographThemes(page, 'thin-line/1-code'));

  it('underlines a kernel that does not fit, before the file is saved', async () => {
    const lines = readFileSync(join(editor.workspace, file), 'utf8').split('\n');
    const third = lines.map((text, index) => ({ text, line: index + 1 })).filter(({ text }) => text.includes('Conv2D(64, (3, 3)'))[1];
    assert.ok(third);
    await workbench.placeCaret(page, third.line, third.text.indexOf('(3, 3)') + 3);
    await page.keyboard.press('Backspace');
    await page.keyboard.type('9');
    await workbench.waitForUnderlines(page, '(9, 3)');
    assert.equal(await page.locator('.tab.active.dirty').count(), 1, 'the file is not saved');
    assert.equal(readFileSync(join(editor.workspace, file), 'utf8'), lines.join('\n'));
    await workbench.photograph(page, 'thin-line/2-mistake-light');
    await page.keyboard.press('Control+Z');
    await page.keyboard.press('Control+Z');
    await workbench.waitForUnderlines(page);
    await workbench.waitForHint(page, "layers.Conv2D(64, (3, 3), activation='relu')", '(3, 3, 64) · 36,928');
  });

  it('trains by the lens, asks which data to take, and stops when told', async () => {
    await (await workbench.lens(page, /^Train$/)).click();
    await workbench.choose(page, /bundled/i);
    const panel = await workbench.panel(page, 'training');
    await panel.getByText(/step \d+\/\d+/).waitFor({ timeout: 60_000 });
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByRole('status').filter({ hasText: 'Stopped' }).waitFor();
    assert.equal(runs().length, 1);
    assert.equal(runs()[0]?.state, 'stopped');
  });

  it('trains by the palette, with a live panel beside the code', async function () {
    this.timeout(400_000);
    await page.locator('.editor-instance .view-lines').first().click();
    await workbench.runCommand(page, 'ConvLens: Train Model');
    await workbench.choices(page).filter({ hasText: /bundled/i }).first().click();
    const panel = await workbench.panel(page, 'training');
    await panel.getByText(/^epoch [1-5]\/5$/).waitFor({ timeout: 60_000 });
    for (const shown of [/^step \d+\/\d+$/, /^[\d,]+ img\/s$/, / left$/, /Device: .*CPU/, /bundled subset/i]) await panel.getByText(shown).first().waitFor();
    for (const curve of ['loss', 'accuracy']) await panel.getByRole('heading', { name: curve, exact: true }).waitFor();
    await panel.getByText(/^epoch [2-5]\/5$/).waitFor({ timeout: 120_000 });
    await workbench.photographThemes(page, 'thin-line/3-training');
    await panel.getByRole('status').filter({ hasText: 'Finished' }).waitFor({ timeout: 300_000 });
    const [run] = runs();
    assert.equal(run?.state, 'finished');
    assert.equal(run.epochsDone, 5);
    assert.ok(lastAccuracy(run.directory) > 0.97, `accuracy ${lastAccuracy(run.directory)}`);
    await workbench.photograph(page, 'thin-line/3-trained-light');
  });

  it('shows the activations of an image chosen from the test data', async () => {
    const panel = await workbench.activations(page, 7);
    const sheet = panel.getByRole('list', { name: /^Channels of/ });
    const count = await sheet.getByRole('button').count();
    assert.ok(count === 32 || count === 64, `${count} channels`);
    const drawn = await Promise.all(Array.from({ length: 8 }, (_, at) => workbench.coloursOf(sheet.locator('canvas').nth(at))));
    assert.ok(drawn.filter((colours) => colours > 10).length >= 4, `colours of the first channels: ${drawn.join(', ')}`);
    await workbench.photographThemes(page, 'thin-line/4-activations');
  });

  it('shows the pattern that each filter looks for', async () => {
    await page.locator('.editor-instance .view-lines').first().click();
    await workbench.runCommand(page, 'ConvLens: Show Filter Patterns');
    const panel = await workbench.panel(page, 'filters');
    await panel.getByText(/^(32 of 32|64 of 64)/).first().waitFor({ timeout: 120_000 });
    const sheet = panel.getByRole('list', { name: /^Patterns of/ });
    const drawn = await Promise.all(Array.from({ length: 8 }, (_, at) => workbench.coloursOf(sheet.locator('canvas').nth(at))));
    assert.ok(drawn.filter((colours) => colours > 10).length >= 6, `colours of the first patterns: ${drawn.join(', ')}`);
    await workbench.photographThemes(page, 'thin-line/5-filters');
  });

  it('shows where in the image the class was found', async () => {
    await page.locator('.editor-instance .view-lines').first().click();
    await workbench.runCommand(page, 'ConvLens: Show Class Activation Map');
    const panel = await workbench.panel(page, 'cam');
    const likeliest = panel.getByRole('region', { name: 'Classes' }).getByRole('button').first();
    await likeliest.waitFor({ timeout: 60_000 });
    assert.match((await likeliest.getAttribute('aria-label')) ?? '', /^\d, probability [\d.]+\s?%, true class$/, 'the trained model is right, and sure, about this digit');
    assert.ok((await workbench.coloursOf(panel.getByRole('img', { name: /over the image$/ }))) > 30);
    await workbench.photographThemes(page, 'thin-line/6-cam');
  });

  interface Run { readonly state: string; readonly epochsDone: number; readonly directory: string }

  /** Run folders of the workspace, the newest first. */
  function runs(): readonly Run[] {
    const folder = join(editor.workspace, '.convlens', 'runs');
    return readdirSync(folder).sort().reverse().map((name) => ({ ...(JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')) as Run), directory: join(folder, name) }));
  }

  function lastAccuracy(directory: string): number {
    const last = readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '{}';
    return (JSON.parse(last) as { metrics: { accuracy: number } }).metrics.accuracy;
  }
});

/** The view of runs in a real VS Code with the packaged extension: what a person sees in the side bar, and does with it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sampleEditor } from '../support/sample-editor.js';
import * as workbench from '../support/workbench.js';
import { epoch, writeRun } from '../unit/runs/support.js';

describe('the view of runs in the editor', () => {
  let page: Page;
  const opened = sampleEditor('keras/mnist_convnet.py');
  const rows = () => page.locator('.sidebar .monaco-list-row');
  const row = (text: RegExp) => rows().filter({ hasText: text });

  before(async () => {
    const { editor } = opened();
    ({ page } = opened());
    const folder = join(editor.workspace, '.convlens', 'runs');
    const long = Array.from({ length: 8 }, (_, at) => epoch(at + 1));
    writeRun(folder, '20261124-140211-digits', { epochs: long, info: { sourceFile: join(editor.workspace, 'keras', 'digits.py'), epochs: 8 } });
    writeRun(folder, '20261125-090000-shapes', { epochs: long.slice(0, 5), info: { sourceFile: join(editor.workspace, 'keras', 'shapes.py'), started: '2026-11-25T09:00:00.000Z', state: 'interrupted', epochs: 8, error: 'The engine stopped unexpectedly.' }, optimizer: 'keras.optimizers.Adam(0.01)' });
    await workbench.lens(page, '93,322 parameters', 180_000);
  });

  it('stands in the side bar, with what each run came to', async () => {
    await page.locator('.activitybar').getByRole('tab', { name: /^ConvLens/ }).click();
    await row(/digits/).waitFor();
    assert.match(await row(/digits/).innerText(), /^digits\s*val_accuracy 92\.5 % · (2026-)?11-24 \d\d:\d\d · 8\/8 epochs$/);
    assert.match(await row(/digits/).getAttribute('aria-label') ?? '', /^digits, finished, started (2026-)?11-24 \d\d:\d\d, 8 of 8 epochs, best val_accuracy 92\.5 % in epoch 8/);
    assert.match(await row(/shapes/).innerText(), /5\/8 epochs/);
    await workbench.photographThemes(page, 'runs/0-view');
  });

  it('renames a run by F2, and keeps its folder', async () => {
    await row(/digits/).click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('F2');
    const input = page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill('the slow one');
    await page.keyboard.press('Enter');
    await row(/^the slow one/).waitFor();
  });

  it('lays two selected runs beside each other, and their sources in the editor\'s comparison', async () => {
    await row(/shapes/).click({ modifiers: ['ControlOrMeta'] });
    await row(/shapes/).click({ button: 'right' });
    await workbench.chooseFromMenu(page, 'Compare Runs');
    const panel = await workbench.panel(page, 'comparison');
    await panel.getByRole('row', { name: /optimizer\.learning_rate/ }).waitFor();
    await workbench.photographThemes(page, 'runs/1-comparison');
    const again = await workbench.panel(page, 'comparison');
    await again.getByRole('button', { name: 'Compare Sources' }).click();
    await page.getByRole('tab', { name: /the slow one (2026-)?11-24 \d\d:\d\d ↔ shapes (2026-)?11-25 \d\d:\d\d/ }).waitFor();
    await page.locator('.diff-editor .line-insert, .diffOverview').first().waitFor({ state: 'attached' });
    await workbench.photograph(page, 'runs/2-sources-light');
  });

  it('deletes a run after it has asked, and no other', async () => {
    // Alone: what is done to one of several selected runs is done to all of them.
    await row(/shapes/).click();
    await row(/shapes/).click({ button: 'right' });
    await workbench.chooseFromMenu(page, 'Delete Run');
    await page.getByRole('dialog').filter({ hasText: 'Move the run shapes to the trash?' }).waitFor();
    await page.getByRole('button', { name: 'Move to Trash' }).click();
    // A server has no trash; that is said before anything is gone for good.
    await page.getByRole('dialog').filter({ hasText: 'The editor could not move the run shapes to the trash' }).waitFor();
    await page.getByRole('button', { name: 'Delete for Good' }).click();
    await row(/shapes/).waitFor({ state: 'detached' });
    assert.equal(await row(/^the slow one/).count(), 1);
  });
});

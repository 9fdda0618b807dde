/** The comparison of runs in a real browser: curves over each other, what they say, and what differs. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { matchesGolden } from '../support/page-golden.js';
import { panelPages } from '../support/panel-pages.js';
import type { ThemeName } from '../support/webview-harness/themes.js';

type Called = readonly (readonly [string, ...unknown[]])[];
interface Harness { readonly called: Called; memory(): { readonly runs: readonly string[]; readonly hidden: readonly string[]; readonly metric: string | null }; compare(scene: string): void }

describe('the comparison of runs in a browser', () => {
  const pages = panelPages();
  let page: Page;

  async function show(scene = 'usual', { width = 820, theme = 'dark' }: { readonly width?: number; readonly theme?: ThemeName } = {}): Promise<void> {
    page = await pages.open('comparison', { theme, scene, width, height: 900 });
  }
  const harness = <T>(read: (harness: Harness) => T) => page.evaluate<T>(`(${read.toString()})(window.harness)`);
  const chart = () => page.getByRole('slider', { name: 'Epoch of the curves' });
  const rows = (name: string) => page.getByRole('region', { name }).getByRole('row');
  const cells = async (name: string, at: number) => (await rows(name).nth(at).locator('th, td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

  it('tells of each run how far it is, what it ended in, and which is the best', async () => {
    await show();
    await rows('Runs').nth(3).waitFor();
    assert.deepEqual(await cells('Runs', 0), ['Run', 'State', 'Epochs', 'Best loss', 'Last', 'Best val_loss', 'Last']);
    assert.deepEqual((await cells('Runs', 1)).slice(0, 3), ['digits 14:02', 'finished', '20/20']);
    const [, , , best, , bestValidation] = await cells('Runs', 2);
    assert.match(best ?? '', /^0\.05\d+ \(\d+\) ?, the best$/);
    assert.match(bestValidation ?? '', /^0\.12\d+ \(12\) ?, the best$/);
    assert.deepEqual((await cells('Runs', 3)).slice(1, 3).concat((await cells('Runs', 3)).slice(5)), ['running', '12/20', '–', '–']);
  });

  it('marks the parameters that differ, and shows the others when asked', async () => {
    await show();
    await rows('Parameters').nth(1).waitFor();
    assert.deepEqual(await cells('Parameters', 2), ['≠ differs: optimizer.learning_rate', '0.001', '0.01', '0.05']);
    assert.equal(await page.locator('.parameters tbody tr:not(.differs)').count(), 0);
    await page.getByRole('checkbox', { name: 'Also those that are the same' }).check();
    await page.getByRole('row', { name: /^seed 0 0 0$/ }).waitFor();
    assert.ok(await page.locator('.parameters tbody tr.differs').count() > 3);
  });

  it('reads values at an epoch by keys alone, faster than it is drawn', async () => {
    await show();
    await chart().focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    await page.getByText(/^Epoch 3: digits 14:02 loss 0\.61\d+, val_loss 0\.63\d+; larger steps .*; momentum, small batches loss 0\.69\d+$/).waitFor();
    assert.match(await chart().getAttribute('aria-valuetext') ?? '', /^Epoch 3: /);
    await page.keyboard.press('End');
    await page.getByText(/^Epoch 20: .*; momentum, small batches had ended$/).waitFor();
  });

  it('reads values where the pointer is', async () => {
    await show();
    const box = await chart().boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width - 14, box.y + box.height / 2);
    await page.getByText(/^Epoch 20: digits/).waitFor();
    await page.mouse.move(box.x + box.width / 2, box.y - 200);
    await page.getByText(/^Epoch 20: digits/).waitFor({ state: 'detached' });
  });

  it('shows another metric, one side of it, and leaves out the runs that are switched off; all of it is remembered', async () => {
    await show();
    await page.getByRole('checkbox', { name: 'Show the curves of larger steps' }).uncheck();
    await page.locator('tr.switched-off', { hasText: 'larger steps' }).waitFor();
    await page.locator('vscode-single-select[aria-label="Metric"]').click();
    await page.getByRole('option', { name: 'accuracy' }).click();
    await page.getByRole('heading', { name: 'accuracy' }).waitFor();
    await page.locator('vscode-single-select[aria-label="Curves"]').click();
    await page.getByRole('option', { name: 'Validation', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.runs thead th').length === 5);
    assert.equal(await chart().getAttribute('aria-valuetext'), 'val_accuracy of 2 runs over 20 epochs');
    const { runs, hidden, metric } = await harness(({ memory }) => memory());
    assert.deepEqual([runs.length, hidden, metric], [3, ['/runs/larger steps'], 'accuracy']);
  });

  it('follows runs that go on, and says which are gone', async () => {
    await show();
    await rows('Runs').nth(3).waitFor();
    await harness(({ compare }) => compare('alike'));
    await page.getByText('One of these runs is not in its folder any more.').waitFor();
    await page.getByText(/^All \d+ parameters are the same\.$/).waitFor();
    await page.getByRole('button', { name: 'Compare Sources' }).click();
    await harness(({ compare }) => compare('gone'));
    await page.getByText(/^The runs that were shown here are not in their folders any more\./).waitFor();
    assert.deepEqual(await harness(({ called }) => called), [['compareSources', '/runs/digits 14:02', '/runs/digits 14:20']]);
  });

  it('exports all curves as CSV, and opens the curves of one run', async () => {
    await show();
    await page.getByRole('button', { name: 'Export CSV' }).click();
    await page.getByRole('button', { name: 'momentum, small batches' }).click();
    const [[save, name, text], opened] = await harness(({ called }) => called) as unknown as [[string, string, string], unknown];
    assert.deepEqual([save, name, opened], ['save', 'runs.csv', ['showRun', '/runs/momentum, small batches']]);
    assert.equal(text.split('\n').length, 1 + 20 + 20 + 12 + 1);
    assert.match(text, /^run,epoch,loss,accuracy,val_loss,val_accuracy,seconds\ndigits 14:02,1,/);
    assert.match(text, /\n"momentum, small batches",12,0\.\d+,0\.\d+,,,4\n$/);
  });

  it('shows thirty runs, and needs no sideways scrolling of the page at 400 pixels', async () => {
    await show('many', { width: 400 });
    await rows('Runs').nth(30).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`looks as in the golden picture, ${theme}`, async function () {
      await show('usual', { theme });
      await chart().locator('canvas').waitFor();
      await page.getByRole('slider', { name: 'Smoothing' }).fill('0.6');
      await page.locator('.controls .number', { hasText: '0.60' }).waitFor();
      await matchesGolden(this, page, `comparison-${theme}`);
    });
  }
});

/** The data panel's own page in a real browser, with the harness in the editor's place. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { matchesGolden } from '../support/page-golden.js';
import { panelPages } from '../support/panel-pages.js';
import type { ThemeName } from '../support/webview-harness/themes.js';

describe('the data panel in a browser', () => {
  const pages = panelPages();
  let page: Page;

  const show = async (scene = 'usual', { width = 760, theme = 'dark' }: { width?: number; theme?: ThemeName } = {}): Promise<void> => void (page = await pages.open('data', { scene, theme, width, height: 900 }));
  const calls = () => page.evaluate(() => (window as unknown as { harness: { called: (readonly [string, ...unknown[]])[] } }).harness.called);
  const queries = async (name: string) => (await calls()).filter(([called]) => called === name).map(([, query]) => query as { readonly role: string; readonly labels: readonly (number | null)[]; readonly from: number; readonly count: number });
  const samples = (name: string) => page.getByRole('list', { name: `Samples of ${name}`, exact: true }).getByRole('button');

  it('tells a screen reader the counts of the classes, and shows samples of each', async () => {
    await show();
    await samples('triangle').nth(7).waitFor();
    assert.deepEqual(await page.getByRole('list', { name: 'Classes' }).getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label'))), ['circle, 1,200 samples, 51.5 %', 'square, 950 samples, 40.8 %', 'triangle, 180 samples, 7.73 %']);
    const widths = await page.locator('.class-bar b').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    assert.ok(Math.abs(widths[2]! / widths[0]! - 180 / 1200) < 0.02, widths.join());
    for (const shown of ['2,330 inputs of shape (40, 40, 3), targets of shape (3,) · 117 batches of 20, shuffled', 'After preprocessing: 0 to 1, mean 0.7312 (over 24 samples)', /^Changed at random in training: ImageDataGenerator\(rotation_range=40/]) await page.getByText(shown).waitFor();
    assert.equal(await samples('square').first().getAttribute('aria-label'), 'square: square.1.png');
  });

  it('shows more of a class that is chosen, page by page, and all classes again', async () => {
    await show();
    await page.getByRole('button', { name: /^square, 950/ }).click();
    await samples('square').nth(47).waitFor();
    await page.getByRole('button', { name: 'More (48 of 950)' }).click();
    await samples('square').nth(95).waitFor();
    assert.deepEqual((await queries('dataSamples')).map(({ labels, from, count }) => [labels, from, count]), [[[0, 1, 2], 0, 8], [[1], 0, 48], [[1], 48, 48]]);
    await page.getByRole('button', { name: 'All Classes' }).click();
    await samples('circle').nth(7).waitFor();
  });

  it('opens a sample by Enter with what the first epochs make of it, goes on by arrows, and is back at its tile by Escape', async () => {
    await show();
    await samples('circle').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'circle: circle.3.png' }).waitFor();
    for (const name of ['before preprocessing', 'after preprocessing', ...Array.from({ length: 8 }, (_, i) => `epoch ${i + 1}`)]) await page.getByRole('img', { name, exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'circle: circle.9.png' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'circle: circle.9.png');
  });

  it('goes from part to part by [ and ], and remembers it', async () => {
    await show();
    await samples('circle').first().waitFor();
    await page.keyboard.press(']');
    await page.getByText('shapes/validation: 585 images of 3 classes').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Validation 585' }).getAttribute('aria-pressed'), 'true');
    const { options } = await page.evaluate(() => (window as unknown as { harness: { memory(): { options: Record<string, unknown> } } }).harness.memory());
    assert.equal(options['role'], 'validation');
    await page.keyboard.press('[');
    await page.getByText('shapes/training: 2,330 images of 3 classes').waitFor();
  });

  it('looks at every file, tells how far it is, and stops when told', async () => {
    await show('checking');
    await page.getByRole('button', { name: 'Check All Files' }).click();
    await page.getByText('512 of 2,330 files were read so far.').waitFor();
    await page.getByText('/samples/shapes/training/square/square.7.png').waitFor();
    await page.getByRole('button', { name: 'Stop Checking' }).click();
    await page.getByRole('button', { name: 'Check All Files' }).waitFor();
    assert.equal((await calls()).at(-1)?.[0], 'cancel');
    await page.getByText('2 files cannot be read, and are left out in training').waitFor();
  });

  it('lists the files that are not taken', async () => {
    await show();
    await page.getByText('2 files in the folder are not taken').click();
    await page.getByText('/samples/shapes/training/Thumbs.db').waitFor();
  });

  it('shows the mask beside its image', async () => {
    await show('masks');
    const first = page.getByRole('list', { name: 'Samples', exact: true }).getByRole('button').first();
    await first.waitFor();
    assert.equal(await first.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).width), 82);
    await first.click();
    await page.getByRole('img', { name: 'after preprocessing, its mask' }).waitFor();
  });

  it('puts an error where the data would be, with what to do', async () => {
    await show('error');
    await page.getByRole('alert').filter({ hasText: 'Put it there with one subfolder for each class' }).waitFor();
    await page.getByRole('button', { name: 'Try Again' }).waitFor();
  });

  it('needs no sideways scrolling at 400 pixels', async () => {
    await show('usual', { width: 400 });
    await samples('circle').first().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`draws as in the golden picture, ${theme}`, async function () {
      await show('usual', { theme });
      await samples('triangle').nth(7).waitFor();
      await page.waitForFunction(() => [...document.querySelectorAll<HTMLCanvasElement>('.tiles canvas')].every((canvas) => canvas.width > 1 && canvas.getContext('2d')!.getImageData(5, 5, 1, 1).data[3] === 255) && document.fonts.status === 'loaded');
      await matchesGolden(this, page, `data-${theme}`);
    });
  }
});

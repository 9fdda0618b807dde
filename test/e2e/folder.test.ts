/** A whole folder as a contact sheet in the class map's panel, in a real browser: maps as they are made, filters, one opened, stop and go on. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { panelPages } from '../support/panel-pages.js';

interface Hold {
  readonly called: readonly (readonly [string, ...unknown[]])[];
  memory(): { readonly options: Record<string, unknown>; readonly image: { readonly path?: string } | null };
  release(count: number): void;
}

describe('a folder of images in a browser', () => {
  const pages = panelPages();
  let page: Page;

  async function show({ scene = 'usual', width = 900, options = {} }: { scene?: string; width?: number; options?: Record<string, unknown> } = {}): Promise<void> {
    page = await pages.open('cam', { scene, options: { show: 'folder', folder: '/pictures/digits', ...options }, width, height: 720 });
  }
  const held = <T>(read: (hold: Hold) => T): Promise<T> => page.evaluate(`(${read.toString()})(window.harness)`);
  const asked = () => held(({ called }) => called.flatMap(([name, , request]) => {
    const { image } = (name === 'visualize' ? (request as { subject: { image: { kind: string; path: string } } }).subject : { image: null });
    return image?.kind === 'file' ? [image.path] : [];
  }));
  const tiles = () => page.getByRole('list', { name: 'Maps of the images in digits' }).getByRole('button');

  it('shows each image with its predicted class and probability, counts the right ones, and names a file that is none', async () => {
    await show();
    await page.getByText('59 of 60 · 54 of 59 right (91.5 %) · 1 cannot be read').waitFor();
    assert.equal(await tiles().count(), 60);
    await page.getByRole('button', { name: '0/digit-0000.png: predicted 0, 50.1 %, right' }).waitFor();
    await page.getByRole('button', { name: '0/digit-0003.png: predicted 3, 61.1 %, wrong' }).waitFor();
    await page.getByRole('button', { name: '0/broken.png: broken.png could not be read as an image (bad header); expected a whole PNG or JPEG file.' }).waitFor();
    assert.equal((await asked()).length, 60);
  });

  it('is chosen by the editor\'s own dialog', async () => {
    await show({ options: { folder: null } });
    await page.getByRole('button', { name: 'Choose Folder…' }).click();
    await page.getByText(/^59 of 60/).waitFor();
  });

  it('shows the wrong ones only, of one folder, of one predicted class', async () => {
    await show({ options: { verdict: 'wrong' } });
    await page.getByText(/^59 of 60/).waitFor();
    assert.equal(await tiles().count(), 5);
    await page.locator('vscode-single-select[aria-label="Folder"]').click();
    await page.getByRole('option', { name: '0 (6)' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.tiles li').length === 1);
    await page.locator('vscode-single-select[aria-label="Predicted"]').click();
    await page.getByRole('option', { name: /^1 \(/ }).click();
    await page.getByText('No image passes these filters.').waitFor();
  });

  it('opens one and returns by Escape, without computing the others anew', async () => {
    await show();
    await page.getByText(/^59 of 60/).waitFor();
    await tiles().nth(1).click();
    await page.getByText('Overlay', { exact: true }).waitFor();
    assert.equal(await held((hold) => hold.memory().image?.path), '/pictures/digits/0/digit-0001.png');
    const before = (await asked()).length;
    await page.keyboard.press('Escape');
    await page.getByText(/^59 of 60/).waitFor();
    assert.equal((await asked()).length, before);
  });

  it('fills the sheet as maps are made, stops when told, and goes on with what is missing', async () => {
    await show({ scene: 'folder-held' });
    const drawn = (count: number) => page.waitForFunction((wanted) => document.querySelectorAll('.tiles canvas').length === wanted, count);
    await drawn(0);
    // Two are under way at any time; each that is let go makes room for the next.
    for (const count of [1, 2, 3]) {
      await page.waitForFunction((wanted) => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'visualize').length >= wanted + 1, count);
      await held((hold) => hold.release(1));
      await drawn(count);
    }
    await page.getByText(/images\/s · .* left/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped; 57 still to come.').waitFor();
    const before = await asked();
    assert.equal((await held(({ called }) => called.filter(([name]) => name === 'cancel'))).length, 2);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForFunction((wanted) => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'visualize').length > wanted, before.length + 1);
    // Those that were under way are asked for again; those that are there are not.
    assert.deepEqual((await asked()).slice(before.length), before.slice(-2));
    await drawn(3);
  });

  it('writes what passes the filters as a sheet and as a table', async () => {
    await show({ options: { verdict: 'wrong' } });
    await page.getByText(/^59 of 60/).waitFor();
    for (const label of ['Contact sheet (PNG)', 'Predictions (CSV)']) {
      const before = (await held(({ called }) => called.filter(([name]) => name === 'save'))).length;
      await page.locator('summary').click();
      await page.getByRole('button', { name: label }).click();
      await page.waitForFunction((count) => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'save').length === count, before + 1);
    }
    const saved = (await held(({ called }) => called.filter(([name]) => name === 'save'))) as unknown as readonly (readonly [string, string, number, readonly number[]])[];
    assert.deepEqual(saved.map(([, name, , bytes]) => [name, String.fromCharCode(...bytes.slice(1, 4))]), [['digits-maps.png', 'PNG'], ['digits-maps.csv', 'mag']]);
  });

  it('paints of hundreds of images those in sight, and needs no sideways scrolling at 400 pixels', async () => {
    await show({ scene: 'folder-400', width: 400 });
    await page.getByText(/^399 of 400/).waitFor();
    assert.ok((await tiles().count()) < 200, 'what is far out of sight is not there');
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.getByRole('listitem').and(page.locator('[aria-posinset="400"]')).waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll<HTMLCanvasElement>('.tiles canvas')].at(-1)?.width === 28);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  });
});

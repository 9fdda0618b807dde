/** What one does with pictures beyond looking: other methods, trust, arithmetic, kernels of one's own, epochs, comparison, files. In a real browser. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { PanelKind } from '../../src/visualizations/panel.js';
import { panelPages } from '../support/panel-pages.js';

interface Hold {
  readonly called: readonly (readonly [string, ...unknown[]])[];
  memory(): { readonly layer: string | null; readonly weights: string | null; readonly options: Record<string, unknown> };
  caret(layers: readonly string[]): void;
}

describe('pictures in a browser', () => {
  const pages = panelPages();
  let page: Page;

  async function show(kind: PanelKind, { scene = 'usual', width = 900, options = {} }: { scene?: string; width?: number; options?: Record<string, unknown> } = {}): Promise<void> {
    page = await pages.open(kind, { scene, options, width, height: 720 });
  }
  const held = <T>(read: (hold: Hold) => T): Promise<T> => page.evaluate(`(${read.toString()})(window.harness)`);
  const calls = () => held(({ called }) => called);
  const lastRequest = async () => (await calls()).filter(([name]) => name === 'visualize').at(-1)?.[2] as Record<string, unknown> & { readonly subject: { readonly weights: { readonly kind: string; readonly epoch?: unknown }; readonly image: unknown; readonly size?: unknown } };

  it('shows all methods of a map, says which cannot be had, and opens one', async () => {
    await show('cam', { options: { show: 'methods' } });
    const sheet = page.getByRole('list', { name: /^Maps of 7/ });
    await sheet.waitFor();
    assert.equal(await sheet.getByRole('button').count(), 2);
    await page.getByText('CAM needs a model whose last layer weighs means.').waitFor();
    await sheet.getByRole('button', { name: 'Saliency' }).click();
    await page.getByText('Made at the image itself').waitFor();
    assert.equal((await lastRequest())['method'], 'saliency');
  });

  it('says how far to trust a map, in curves, figures and a sentence', async () => {
    await show('cam', { options: { show: 'trust' } });
    await page.getByRole('img', { name: /^Deletion: probability from 90\.0 % to 0\.00 %/ }).waitFor();
    await page.getByRole('img', { name: /^Insertion: / }).waitFor();
    await page.getByText('50.0 %', { exact: true }).waitFor();
    await page.getByText(/With all weights random the map is another \(−0\.05\)/).waitFor();
  });

  it('draws contour and box over the overlay without asking the engine', async () => {
    await show('cam');
    await page.getByText('Overlay', { exact: true }).waitFor();
    const before = (await calls()).length;
    await page.getByLabel('Contour').check();
    await page.getByLabel('Box').check();
    await page.waitForFunction(() => document.querySelectorAll('.marks path').length === 4);
    await page.getByText(/^Box: rows \d+ to \d+/).waitFor();
    assert.equal((await calls()).length, before);
  });

  it('makes a value from patch, kernel and bias, and moves by arrows and by itself', async () => {
    await show('convolution', { options: { row: 5, column: 9 } });
    await page.getByRole('table', { name: 'Patch' }).waitFor();
    const parts = await page.locator('.sum b').allTextContents();
    const numbers = parts.map((text) => Number(text.replace('−', '-')));
    assert.ok(Math.abs(numbers[0]! + 0.125 - numbers[1]!) < 2e-3 && Math.abs(Math.max(0, numbers[1]!) - numbers[2]!) < 1e-9, parts.join());
    await page.locator('.conv').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.getByText('row 6, column 11').waitFor();
    // Keys that come faster than frames count all the same.
    await page.locator('.conv').evaluate((stage) => { for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft']) stage.dispatchEvent(new KeyboardEvent('keydown', { key })); });
    await page.getByText('row 4, column 10').waitFor();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => Number((window as unknown as { harness: Hold }).harness.memory().options['column']) > 12);
    await page.keyboard.press('Space');
    assert.equal((await held((hold) => hold.memory().options))['playing'], false);
  });

  it('slides a kernel of one\'s own and agrees with Fourier transforms', async () => {
    await show('convolution', { options: { mode: 'own' } });
    await page.getByText(/By the product of Fourier transforms: largest difference .*, the same but for rounding/).waitFor();
    await page.getByLabel('Kernel: change its numbers, row 1, column 1').fill('3');
    await page.keyboard.press('Tab');
    await page.getByRole('heading', { name: 'Your kernel' }).waitFor();
    assert.equal((await held((hold) => hold.memory().options))['kernel'], '-1,0,1;-2,3,2;-1,0,1');
  });

  it('goes to another epoch by the slider, and compares it with the pinned one', async () => {
    await show('activations');
    await page.getByRole('button', { name: 'Pin to compare' }).click();
    await page.getByRole('slider', { name: 'Epoch' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.getByText('3 of 5').waitFor();
    assert.equal((await lastRequest()).subject.weights.epoch, 3);
    await page.waitForFunction(() => document.querySelectorAll('.tiles').length === 2);
    await page.getByRole('button', { name: 'Unpin' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.tiles').length === 1);
  });

  it('looks into a file with a model, keeps that choice, and asks for an image of its own', async () => {
    await show('activations', { scene: 'any-size-file' });
    await page.getByRole('list', { name: 'Channels of conv2d', exact: true }).waitFor();
    await page.locator('vscode-single-select[aria-label="Weights"]').click();
    await page.getByRole('option', { name: 'Open a File…' }).click();
    await page.getByText('These weights have no data of their own. Choose an image file to look at.').waitFor();
    assert.equal((await held((hold) => hold.memory())).weights, 'file /models/digits.keras');
    await page.getByRole('button', { name: 'Choose Image File…' }).click();
    await page.getByRole('list', { name: 'Channels of conv2d', exact: true }).waitFor();
    const { subject } = await lastRequest();
    assert.deepEqual([subject.weights, subject.image], [{ kind: 'file', path: '/models/digits.keras' }, { kind: 'file', path: '/pictures/cat.jpg' }]);
    // Whether the model takes images of any size is known to the engine only, which says so here; a size may be given.
    await page.locator('vscode-single-select[aria-label="Size"]').click();
    await page.getByRole('option', { name: '96 × 96' }).click();
    await page.waitForFunction(() => JSON.stringify((window as unknown as { harness: Hold }).harness.called.at(-1)).includes('"size":[96,96]'));
  });

  it('has a picture recorded after each epoch, takes each as it comes, and stops', async () => {
    await show('activations');
    await page.getByRole('button', { name: 'Record after each epoch' }).click();
    const stop = page.getByRole('button', { name: 'Recorded after each epoch: stop recording' });
    await stop.waitFor();
    const asked = async () => (await calls()).filter(([name]) => name === 'visualize').length;
    const before = await asked();
    await page.evaluate(() => (window as unknown as { harness: { renew(epochs: readonly number[]): void } }).harness.renew([1, 2, 3, 4, 5, 6]));
    await page.getByText('6 of 6').waitFor();
    await page.waitForFunction((count) => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'visualize').length === count, before + 1);
    assert.equal((await lastRequest()).subject.weights.epoch, 'last');
    await stop.click();
    await page.getByRole('button', { name: 'Record after each epoch' }).waitFor();
    assert.deepEqual((await calls()).filter(([name]) => name === 'record').map((call) => [call[1], call[3]]), [['activations', true], ['activations', false]]);
    // What is not recorded is offered, not taken.
    await page.evaluate(() => (window as unknown as { harness: { renew(epochs: readonly number[]): void } }).harness.renew([1, 2, 3, 4, 5, 6, 7]));
    await page.getByText('7 of 7').waitFor();
    await page.getByText('Newer weights are there: run 14:02, epoch 7.').waitFor();
    await page.locator('vscode-single-select[aria-label="Weights"] .text', { hasText: 'run 14:02, epoch 7' }).waitFor();
    assert.equal(await asked(), before + 1);
  });

  it('shows recorded epochs while the slider moves, each within a tenth of a second', async () => {
    await show('activations', { scene: 'recorded' });
    await page.getByRole('button', { name: 'Record after each epoch' }).click();
    await page.getByRole('button', { name: 'Recorded after each epoch: stop recording' }).waitFor();
    const times = await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('.scrub input')!;
      const { called } = (window as unknown as { harness: Hold }).harness;
      const found: number[] = [];
      for (const at of [3, 2, 1, 0, 1, 2, 3]) {
        const [began, before] = [performance.now(), called.length];
        slider.value = String(at);
        // Not let go yet.
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
        while (called.length === before || !document.querySelector('.epochs .number')?.textContent.startsWith(`${at + 1} of 5`)) await new Promise(requestAnimationFrame);
        found.push(performance.now() - began);
      }
      return found;
    });
    assert.deepEqual((await calls()).filter(([name]) => name === 'visualize').slice(-7).map(([, , request]) => (request as { subject: { weights: { epoch: number } } }).subject.weights.epoch), [4, 3, 2, 1, 2, 3, 4]);
    assert.ok([...times].sort((a, b) => a - b)[3]! <= 100, times.map((time) => time.toFixed(0)).join());
  });

  it('writes a sheet, numbers and a film of all epochs', async () => {
    await show('activations');
    const written = async (label: string) => {
      await page.locator('summary').click();
      await page.getByRole('button', { name: label }).click();
      await page.waitForFunction((count) => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'save').length === count, files.length + 1);
      const [, name, , bytes] = (await calls()).filter(([each]) => each === 'save').at(-1) as readonly [string, string, number, readonly number[]];
      files.push([name, String.fromCharCode(...bytes.slice(1, 4))]);
    };
    const files: (readonly [string, string])[] = [];
    for (const label of ['Sheet (PNG)', 'Values (.npy)', 'Channels (CSV)', 'Film over the epochs (APNG)']) await written(label);
    assert.deepEqual(files, [['conv2d-test-381-7-activations.png', 'PNG'], ['conv2d-test-381-7-activations.npy', 'NUM'], ['conv2d-test-381-7-activations.csv', 'han'], ['conv2d-test-381-7-activations-epochs.png', 'PNG']]);
    const epochs = (await calls()).filter(([name, id]) => name === 'visualize' && id === 'activations').slice(-5).map(([, , request]) => (request as { subject: { weights: { epoch: number } } }).subject.weights.epoch);
    assert.deepEqual(epochs, [1, 2, 3, 4, 5]);
  });

  it('takes an image that is dropped or pasted, and refuses another file with a sentence', async () => {
    await show('cam');
    await page.getByText('Overlay', { exact: true }).waitFor();
    const give = (kind: 'drop' | 'paste', name: string, type: string) => page.evaluate(([event, file, mime]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(9)], file!, { type: mime! }));
      document.dispatchEvent(event === 'drop' ? new DragEvent('drop', { dataTransfer: data }) : new ClipboardEvent('paste', { clipboardData: data }));
    }, [kind, name, type]);
    await give('drop', 'cat.png', 'image/png');
    await page.waitForFunction(() => (window as unknown as { harness: Hold }).harness.called.some(([name]) => name === 'keepImage'));
    await page.waitForFunction(() => JSON.stringify((window as unknown as { harness: Hold }).harness.called.at(-1)).includes('/kept/cat.png'));
    await give('paste', 'dog.jpg', 'image/jpeg');
    await page.waitForFunction(() => JSON.stringify((window as unknown as { harness: Hold }).harness.called.at(-1)).includes('/kept/dog.jpg'));
    await give('drop', 'notes.txt', 'text/plain');
    await page.getByRole('alert').filter({ hasText: 'Expected a PNG or JPEG image; notes.txt is none.' }).waitFor();
  });

  it('follows the caret only when asked to', async () => {
    await show('activations');
    await page.getByRole('list', { name: 'Channels of conv2d', exact: true }).waitFor();
    await held((hold) => hold.caret(['conv2d_1']));
    await page.waitForTimeout(200);
    assert.equal((await held((hold) => hold.memory())).layer, null);
    await page.getByLabel('Follow caret').check();
    await held((hold) => hold.caret(['conv2d_1']));
    await page.getByRole('list', { name: 'Channels of conv2d_1', exact: true }).waitFor();
  });

  it('comes back after a reload as it was left', async () => {
    await show('filters', { options: { layer: 'conv2d_1', negative: true, steps: 80 } });
    await page.getByRole('list', { name: 'Patterns of conv2d_1' }).waitFor();
    const request = await lastRequest();
    assert.deepEqual([request['layer'], request['steps'], request['options']], ['conv2d_1', 80, { negative: true }]);
    assert.ok(await page.getByLabel('Negative').isChecked());
  });

  it('asks for a size where the model takes any', async () => {
    await show('cam', { scene: 'any-size' });
    await page.getByText('model takes images of any size; choose one above.').waitFor();
    assert.equal((await calls()).filter(([name]) => name === 'visualize').length, 0);
    await page.getByRole('button', { name: 'Use 150 × 150' }).click();
    await page.getByText('Overlay', { exact: true }).waitFor();
    assert.deepEqual((await lastRequest()).subject.size, [150, 150]);
  });

  it('goes on where it was stopped', async () => {
    await show('filters', { scene: 'partial' });
    await page.getByText('11 of 32').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped; what was there stays.').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForFunction(() => (window as unknown as { harness: Hold }).harness.called.filter(([name]) => name === 'visualize').length === 2);
  });

  it('needs no sideways scrolling at 400 pixels', async () => {
    for (const [kind, options] of [['convolution', {}], ['convolution', { mode: 'own' }], ['cam', { show: 'trust' }], ['cam', { show: 'methods' }]] as const) {
      await show(kind, { width: 400, options });
      await page.locator('.stage').waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${kind} ${JSON.stringify(options)}: ${overflow} pixels too wide`);
    }
  });
});

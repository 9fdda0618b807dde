/** The real editor while one types: from a key to the hint it changes, what holds the extension host, and what activation costs. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { ensureBrowser } from '../../scripts/lib/browser.mjs';
import { ensureCodeServer, serverObstacle } from '../../scripts/lib/code-server.mjs';
import { ensurePackage } from '../../scripts/lib/package.mjs';
import { openPage, startBrowser, startEditor, type Editor, type EditorOptions } from '../support/editor.js';
import * as workbench from '../support/workbench.js';
import type { HostFigures } from './support/editor-host.js';
import { quantile, report } from './support/report.js';

const keys = 80;
const lines = 500;

/** A file of many small models, the one that is edited in sight at its top. */
function modelFile(): string {
  const block = (n: number) => [
    `def build_${n}(filters=32, size=3):`, '    inputs = layers.Input((64, 64, 3))', '    x = layers.Conv2D(filters, size, activation="relu")(inputs)', '    x = layers.MaxPooling2D()(x)',
    '    for width in (64, 128):', '        x = layers.Conv2D(width, size, padding="same")(x)', '        x = layers.BatchNormalization()(x)', '        x = layers.ReLU()(x)',
    '    x = layers.GlobalAveragePooling2D()(x)', '    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))', '', '', `model_${n} = build_${n}()`, '',
  ];
  const text = ['import keras', 'from keras import layers', '', 'edited = keras.Sequential([', '    layers.Input((64, 64, 3)),', '    layers.Conv2D(32, 3),', '    layers.Flatten(),', '    layers.Dense(10),', '])', ''];
  for (let n = 0; text.length < lines; n += 1) text.push(...block(n));
  return `${text.slice(0, lines).join('\n')}\n`;
}

interface Typed {
  /** Milliseconds from each key to the hint that follows from it. */
  readonly times: readonly number[];
  /** And to the code itself, which the editor draws without us: how busy the machine is. */
  readonly echoes: readonly number[];
}

/** Types one digit and takes it away again, and times each key until the line shows what follows from it. */
async function typing(page: Page): Promise<Typed> {
  await page.evaluate(() => {
    const state = { pressed: 0, wanted: '', code: '', times: [] as number[], echoes: [] as number[] };
    Object.assign(window, { bench: state });
    document.addEventListener('keydown', () => { state.pressed = performance.now(); }, { capture: true });
    new MutationObserver(() => {
      if (state.wanted === '') return;
      for (const line of document.querySelectorAll('.editor-instance .view-lines > .view-line')) {
        const text = line.textContent.replaceAll('\u00a0', ' ').replaceAll('\u200c', '');
        if (state.code !== '' && text.includes(state.code)) {
          state.echoes.push(performance.now() - state.pressed);
          state.code = '';
        }
        if (!text.includes('layers.Conv2D(3') || !text.includes(state.wanted)) continue;
        state.times.push(performance.now() - state.pressed);
        state.wanted = '';
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  const seen = (count: number) => page.waitForFunction((wanted) => (window as unknown as { bench: { times: number[] } }).bench.times.length >= wanted, count, { timeout: 30_000, polling: 20 });
  for (let n = 0; n < keys; n += 1) {
    const add = n % 2 === 0;
    const filters = add ? 320 + ((n / 2) % 10) : 32;
    await page.evaluate((next) => { Object.assign((window as unknown as { bench: object }).bench, next); }, { wanted: `62, ${filters}) ·`, code: `layers.Conv2D(${filters}, 3)` });
    await page.keyboard.press(add ? String((n / 2) % 10) : 'Backspace');
    await seen(n + 1);
    await page.waitForTimeout(60);
  }
  return page.evaluate(() => (window as unknown as { bench: Typed }).bench);
}

interface Opened {
  readonly page: Page;
  readonly editor: Editor;
  /** What the page says of the extension's tests. */
  readonly said: readonly string[];
}

/** A server and a page of its own, for as long as `act` takes. */
async function inEditor<T>(options: EditorOptions, act: (opened: Opened) => Promise<T>): Promise<T> {
  const editor = await startEditor(options);
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser);
    const said: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_kind: string, values: unknown[]) => { said.push(values.map(String).join(' ')); });
    await page.exposeFunction('codeAutomationExit', () => undefined);
    return await act({ page, editor, said });
  } finally {
    await browser.close();
    await editor.dispose();
  }
}

/** Types into the file once its hints are there. */
async function typed(page: Page): Promise<Typed> {
  await workbench.waitForHint(page, 'layers.Conv2D(32, 3)', '(62, 62, 32) · 896');
  await workbench.placeCaret(page, 6, '    layers.Conv2D(32'.length + 1);
  return typing(page);
}

/** As people have it: installed. The editor asks an extension under development for hints at a pace of its own, 37.5 ms after a key. */
async function keyToHint(file: string): Promise<void> {
  const extension = process.env['CONVLENS_PACKAGE'] ?? await ensurePackage();
  const { times, echoes } = await inEditor({ extensions: [extension] }, async ({ page, editor }) => {
    await page.goto(editor.address([], [['openFile', editor.uri(file)]]));
    return typed(page);
  });
  report({ name: `key to hint, file of ${lines} lines, 95th percentile`, milliseconds: quantile(times, 0.95), mark: 100, note: `median ${quantile(times, 0.5).toFixed(1)} ms of ${times.length} keys, slowest ${Math.max(...times).toFixed(1)} ms, all waiting included; the code itself is drawn after ${quantile(echoes, 0.5).toFixed(1)} ms, 95th percentile ${quantile(echoes, 0.95).toFixed(1)} ms` });
}

/** From inside the extension host, by a profile; its samples cost time, so that nothing else is measured along with it. */
async function hostFigures(file: string, folder: string): Promise<void> {
  const root = process.cwd();
  const [suite, results] = [join(folder, 'suite.cjs'), join(folder, 'results.json')];
  await build({ entryPoints: [join(root, 'test', 'bench', 'support', 'editor-host.ts')], outfile: suite, bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'], logLevel: 'error' });
  const { activation, activationWhole, longest, samples, spent } = await inEditor({ smokeTestDriver: true, env: { CONVLENS_BENCH_RESULTS: results, CONVLENS_BENCH_FILE: file } }, async ({ page, editor, said }) => {
    const isThere = async (path: string) => {
      for (const end = Date.now() + 120_000; !existsSync(path);) {
        if (Date.now() > end) throw new Error(`The extension host did not get ready:\n${said.slice(-10).join('\n')}`);
        await new Promise((wait) => setTimeout(wait, 50));
      }
    };
    await page.goto(editor.address([], [['extensionDevelopmentPath', editor.uri(root)], ['extensionTestsPath', editor.uri(suite)]]));
    await isThere(`${results}.ready`);
    await typed(page);
    writeFileSync(`${results}.stop`, '');
    await isThere(results);
    return JSON.parse(readFileSync(results, 'utf8')) as HostFigures;
  });
  report({ name: 'longest hold of the extension host while typing', milliseconds: longest[0] ?? 0, mark: 16, note: `by a profile of ${samples} samples; the next longest ${longest.slice(1, 4).map((time) => `${time.toFixed(1)} ms`).join(', ')}; in all ${spent.join(', ')}` });
  report({ name: 'activation', milliseconds: activation, mark: 50, note: `loading dist/extension.cjs (${(statSync(resolve('dist', 'extension.cjs')).size / 1024).toFixed(0)} KB minified, allowed 600 KB) and running activate; ${activationWhole.toFixed(0)} ms from beginning to end, the editor's own work included` });
}

async function main(): Promise<void> {
  const browserHere = await ensureBrowser();
  const obstacle = serverObstacle() ?? ('reason' in browserHere ? browserHere.reason : null);
  if (obstacle !== null || 'reason' in browserHere) throw new Error(obstacle ?? 'No browser.');
  process.env['CONVLENS_BROWSER'] = browserHere.path;
  await ensureCodeServer();
  const folder = mkdtempSync(join(tmpdir(), 'convlens bench '));
  const file = join(folder, 'long.py');
  try {
    writeFileSync(file, modelFile());
    await keyToHint(file);
    writeFileSync(file, modelFile());
    await hostFigures(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

void main().then(() => process.exit(0), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

/**
 * The panels in a real browser, with the harness in the editor's place: from the engine's answer to the picture, sheets of many channels, large
 * models and folders, and whether they move at the screen's own pace. The browser draws in software, on cores that others may use too, so each
 * wall time is told with the processor time that the page's own thread took. CONVLENS_ROUNDS sets another number of rounds than 7.
 */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { ensureBrowser } from '../../scripts/lib/browser.mjs';
import type { PanelKind } from '../../src/visualizations/panel.js';
import { openPage, startBrowser } from '../support/editor.js';
import { sheetOf } from '../support/webview-harness/models.js';
import { serveHarness, type Harness } from '../support/webview-harness/serve.js';
import { median, quantile, report } from './support/report.js';

const rounds = Number(process.env['CONVLENS_ROUNDS'] ?? 7);
/** Between two frames of a screen with 60 of them a second, and what a clock of the browser may be off. */
const frame = 1000 / 60 + 1;

interface Seen {
  /** When the editor's last message before the first picture was sent, and when pictures were painted: milliseconds since the page began. */
  readonly answered: number;
  readonly painted: readonly number[];
  /** When the first box of a model stood on the page. */
  readonly boxed: number;
}

/** Runs in the page before anything else: notes when what is waited for happens. */
function watch(): void {
  const seen = { answered: NaN, painted: [] as number[], boxed: NaN };
  Object.assign(window, { seen });
  const post = window.postMessage.bind(window) as (message: unknown) => void;
  window.postMessage = (message: unknown) => {
    if (seen.painted.length === 0) seen.answered = performance.now();
    post(message);
  };
  const { prototype } = CanvasRenderingContext2D;
  const put = Object.getOwnPropertyDescriptor(prototype, 'putImageData')?.value as (this: CanvasRenderingContext2D, data: ImageData, x: number, y: number) => void;
  prototype.putImageData = function (this: CanvasRenderingContext2D, data: ImageData, x: number, y: number) {
    put.call(this, data, x, y);
    // Seen by a person with the next frame.
    requestAnimationFrame(() => seen.painted.push(performance.now()));
  };
  document.addEventListener('DOMContentLoaded', () => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('.box')) return;
      observer.disconnect();
      requestAnimationFrame(() => { seen.boxed = performance.now(); });
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** Processor milliseconds of the page's main thread until now: scripts, styles, layout and what it tells the thread that draws. */
async function spent(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}

interface Pace {
  /** Milliseconds between frames. */
  readonly frames: readonly number[];
  /** Of the page's own thread, for each frame. */
  readonly own: number;
}

/** Scrolls by 40 pixels a frame, there and back. */
async function paceOf({ page, session }: Opened, scrolled: string): Promise<Pace> {
  const before = await spent(session);
  const frames = await page.evaluate(async (selector) => {
    const element = document.querySelector(selector) ?? document.documentElement;
    const next = () => new Promise<number>(requestAnimationFrame);
    const times = [await next()];
    for (let at = 0; at < 180; at += 1) {
      element.scrollTop += at < 90 ? 40 : -40;
      times.push(await next());
    }
    return times.slice(1).map((time, at) => time - times[at]!);
  }, scrolled);
  return { frames, own: ((await spent(session)) - before) / frames.length };
}

interface Opened {
  readonly page: Page;
  readonly session: CDPSession;
  readonly seen: Seen;
  /** Processor milliseconds of the page's own thread from the empty page on. */
  readonly own: number;
}

async function open(browser: Browser, harness: Harness, kind: PanelKind, scene: string, options: Record<string, unknown>, ready: () => boolean): Promise<Opened> {
  const { page, context } = await openPage(browser, { width: 900, height: 800 });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  // The loader of these sources names functions by a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (value) => value;');
  await page.addInitScript(watch);
  await page.goto(harness.address(kind, 'dark', scene, options));
  await page.waitForFunction(ready);
  return { page, session, seen: await page.evaluate(() => (window as unknown as { seen: Seen }).seen), own: await spent(session) };
}

const painted = (): boolean => (window as unknown as { seen: Seen }).seen.painted.length > 0;
/** All canvases near the window are painted, and the frame after that is there. */
function settled(): boolean {
  const near = [...document.querySelectorAll('.tiles canvas')].filter((canvas) => canvas.getBoundingClientRect().top < window.innerHeight);
  return near.length > 0 && (window as unknown as { seen: Seen }).seen.painted.length >= near.length;
}

async function pictures(browser: Browser, harness: Harness): Promise<void> {
  for (const [kind, title] of [['activations', 'Activations'], ['filters', 'Filter patterns'], ['cam', 'Class activation map'], ['convolution', 'Convolution']] as const) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { page, seen } = await open(browser, harness, kind, 'usual', {}, painted);
      times.push((seen.painted[0] ?? NaN) - seen.answered);
      await page.context().close();
    }
    report({ name: `${title}: from the engine's answer to the first picture`, milliseconds: median(times), mark: 300 });
  }
}

const ownNote = (own: readonly number[]): string => `of it the page's own thread took ${median(own).toFixed(1)} ms of processor time a frame`;

function reportPaces(name: string, paces: readonly Pace[]): void {
  report({ name, milliseconds: quantile(paces.flatMap(({ frames }) => frames), 0.95), mark: frame, note: `median ${median(paces.flatMap(({ frames }) => frames)).toFixed(1)} ms; ${ownNote(paces.map(({ own }) => own))}` });
}

async function sheets(browser: Browser, harness: Harness): Promise<void> {
  for (const [scene, channels] of [['wide', 512], ['very-wide', 2048]] as const) {
    const [times, own]: [number[], number[]] = [[], []];
    const paces: Pace[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const opened = await open(browser, harness, 'activations', scene, {}, settled);
      times.push((opened.seen.painted.at(-1) ?? NaN) - opened.seen.answered);
      own.push(opened.own);
      paces.push(await paceOf(opened, 'html'));
      await opened.page.context().close();
    }
    report({ name: `A sheet of ${channels} channels drawn`, milliseconds: median(times), mark: 200, note: `the page's own thread took ${median(own).toFixed(0)} ms of processor time from an empty page` });
    reportPaces('The same scrolled: 95 of 100 frames within', paces);
  }
  const opened = await open(browser, harness, 'cam', 'folder-500', { show: 'folder', folder: '/pictures/digits' }, () => document.querySelector('.count')?.textContent.startsWith('499 of 500') === true);
  reportPaces('A folder of 500 maps scrolled: 95 of 100 frames within', [await paceOf(opened, 'html')]);
  await opened.page.context().close();
}

async function models(browser: Browser, harness: Harness): Promise<void> {
  for (const scene of ['ResNet152', 'DenseNet201', 'NASNetLarge']) {
    // What the analysis takes is measured elsewhere; the panel asks for what it has found.
    sheetOf(scene);
    const [times, own]: [number[], number[]] = [[], []];
    const paces: Pace[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const opened = await open(browser, harness, 'model', scene, {}, () => Number.isFinite((window as unknown as { seen: Seen }).seen.boxed));
      times.push(opened.seen.boxed);
      own.push(opened.own);
      // The rows of all layers, not those of folded blocks alone.
      await opened.page.getByRole('button', { name: 'Open All Boxes' }).click();
      paces.push(await paceOf(opened, '.graph-pane'));
      await opened.page.context().close();
    }
    report({ name: `The model panel of ${scene}, from an empty page`, milliseconds: median(times), mark: 1000, note: `the page's own thread took ${median(own).toFixed(0)} ms of processor time` });
    reportPaces('The same panned with all boxes open: 95 of 100 frames within', paces);
  }
}

async function main(): Promise<void> {
  const found = await ensureBrowser();
  if ('reason' in found) throw new Error(found.reason);
  process.env['CONVLENS_BROWSER'] = found.path;
  const [harness, browser] = [await serveHarness(), await startBrowser()];
  try {
    await pictures(browser, harness);
    await sheets(browser, harness);
    await models(browser, harness);
  } finally {
    await browser.close();
    await harness.close();
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

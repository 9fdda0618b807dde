/** How the panels of pictures look, in their main states and three themes, beside golden pictures. */
import type { Page } from 'playwright-core';
import type { PanelKind } from '../../src/visualizations/panel.js';
import { matchesGolden } from '../support/page-golden.js';
import { panelPages } from '../support/panel-pages.js';

interface Look {
  readonly kind: PanelKind;
  readonly scene?: string;
  readonly options?: Record<string, unknown>;
  readonly width?: number;
  readonly height?: number;
  /** What a person presses first. */
  readonly press?: string;
  /** Canvases that have to be painted before the page is looked at. */
  readonly canvases: number;
  /** A text that is there when the page is whole. */
  readonly text: string | RegExp;
}

const looks: Readonly<Record<string, Look>> = {
  'activations-sheet': { kind: 'activations', canvases: 20, text: '32 of 32 · 5 dead' },
  'activations-channel': { kind: 'activations', options: { open: 6, row: 9, column: 12 }, canvases: 2, text: 'row 9, column 12: 0' },
  'activations-narrow': { kind: 'activations', width: 400, canvases: 12, text: '32 of 32 · 5 dead' },
  'activations-units': { kind: 'activations', options: { layer: 'dense_1' }, canvases: 15, text: /^10 of 10/ },
  compare: { kind: 'activations', width: 760, press: 'Pin to compare', canvases: 20, text: /^Pinned: run 14:02/ },
  'filters-sheet': { kind: 'filters', canvases: 20, text: '32 of 32' },
  'filters-pattern': { kind: 'filters', options: { open: 3 }, canvases: 1, text: 'Mean activation by step' },
  kernels: { kind: 'filters', options: { show: 'kernels' }, canvases: 20, text: /^kernels of 7 × 7 × 3/ },
  'cam-map': { kind: 'cam', options: { contour: true, box: true }, canvases: 3, text: /^Box: rows/ },
  'cam-methods': { kind: 'cam', options: { show: 'methods' }, canvases: 2, text: 'all methods at conv2d_2' },
  'cam-trust': { kind: 'cam', height: 900, options: { show: 'trust' }, canvases: 3, text: /^With all weights random/ },
  'cam-long-names': { kind: 'cam', scene: 'long-names', canvases: 3, text: 'red-breasted merganser' },
  'cam-folder': { kind: 'cam', options: { show: 'folder', folder: '/pictures/digits' }, canvases: 12, text: /^59 of 60/ },
  'convolution-layer': { kind: 'convolution', width: 760, height: 640, options: { row: 5, column: 9 }, canvases: 2, text: /row 5, column 9/ },
  'convolution-own': { kind: 'convolution', width: 760, height: 640, options: { mode: 'own', row: 9, column: 13 }, canvases: 2, text: /^By the product of Fourier transforms/ },
};

describe('how pictures look', () => {
  const pages = panelPages();

  /** The page when all of it is drawn. */
  async function whole(page: Page, { press, canvases, text }: Look): Promise<void> {
    if (press) await page.getByRole('button', { name: press }).click();
    await page.getByText(text).first().waitFor();
    await page.waitForFunction((wanted) => [...document.querySelectorAll('canvas')].filter((canvas) => canvas.width > 0 && canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0)).length >= wanted, canvases);
    // Icons are letters of a font of their own.
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    });
  }

  for (const [name, look] of Object.entries(looks)) {
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      it(`${name}, ${theme}`, async function () {
        const { kind, scene = 'usual', options = {}, width = 640, height = 520 } = look;
        const page = await pages.open(kind, { theme, scene, options, width, height });
        await whole(page, look);
        await matchesGolden(this, page, `${name}-${theme}`);
      });
    }
  }
});

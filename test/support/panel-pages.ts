import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openPage, startBrowser } from './editor.js';
import { serveHarness, type Harness } from './webview-harness/serve.js';
import type { ThemeName } from './webview-harness/themes.js';

export interface PanelPages {
  /** The page of one panel, with the harness in the editor's place, in a context that lasts as long as the test. */
  open(kind: Parameters<Harness['address']>[0], how: { readonly theme?: ThemeName; readonly scene: string; readonly options?: Record<string, unknown>; readonly width: number; readonly height: number }): Promise<Page>;
}

/** Registers the hooks of a suite that looks at panels in a real browser. */
export function panelPages(): PanelPages {
  let harness: Harness;
  let browser: Browser;
  let opened: { readonly page: Page; readonly console: readonly string[] } | null = null;

  before(async () => {
    harness = await serveHarness();
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await harness.close();
  });
  afterEach(async () => {
    const { page, console: said } = opened ?? assert.fail('The test opened no panel.');
    opened = null;
    // Anything that the content security policy had to stop, and any exception, is a fault whatever else was seen.
    assert.deepEqual(said, []);
    await page.context().close();
  });

  return {
    async open(kind, { theme = 'dark', scene, options, width, height }) {
      opened = await openPage(browser, { width, height });
      await opened.page.goto(harness.address(kind, theme, scene, options));
      return opened.page;
    },
  };
}

import type { Context } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import type { PanelKind } from '../../src/visualizations/panel.js';
import { matchesGolden } from './page-golden.js';
import { panel, useTheme } from './workbench.js';

/** Compares a panel of the real editor with `test/golden/panels/editor/NAME-THEME.png` in three themes; the light one is left on. */
export async function matchesInThemes(test: Context, page: Page, kind: PanelKind, name: string): Promise<void> {
  const wrong: unknown[] = [];
  for (const [theme, className] of [['dark', 'vscode-dark'], ['high-contrast', 'vscode-high-contrast'], ['light', 'vscode-light']] as const) {
    await useTheme(page, theme);
    const frame = await panel(page, kind);
    await frame.locator(`body.${className}`).waitFor();
    await calm(page, frame);
    // All frames of a panel are as large as the panel; the page in the innermost says how large that is.
    const clip = await (await (await frame.frameElement()).ownerFrame())?.frameElement().then((outer) => outer.boundingBox());
    if (!clip) throw new Error(`The panel ${kind} is not in sight.`);
    // The device is this machine's.
    const mask = [frame.locator('.head > .action')];
    try {
      await matchesGolden(test, page, `editor/${name}-${theme}`, { frame, clip, mask });
    } catch (error) {
      // What is skipped is skipped at once; of pictures that differ all are told.
      if (test.runnable().isPending()) throw error;
      wrong.push(error);
    }
  }
  if (wrong.length > 0) throw new Error(wrong.map(String).join('\n'));
}

/** No pointer over anything, no focus, and the panel's beginning in sight. */
async function calm(page: Page, frame: Frame): Promise<void> {
  await page.mouse.move(2, 2);
  await frame.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
}

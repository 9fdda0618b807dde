/**
 * Takes pictures of all panels: `npx tsx test/support/webview-harness/shoot.ts FOLDER [kind] [theme]`. They are for looking
 * at, and to compare before and after a change of the style sheet.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { PageOptions } from '../../../src/extension/panels/page.js';
import { ensureBrowser } from '../../../scripts/lib/browser.mjs';
import { serveHarness } from './serve.js';
import type { ThemeName } from './themes.js';

const [folder = 'test-results/panels', onlyKind, onlyTheme] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await ensureBrowser();
if ('reason' in browser) throw new Error(browser.reason);
const harness = await serveHarness();
const app = await chromium.launch({ executablePath: browser.path, args: ['--no-sandbox', '--disable-gpu'] });

const shots: readonly (readonly [PageOptions['kind'], string, number])[] = [
  ['model', 'usual', 760], ['model', 'usual', 400], ['model', 'ResNet50', 760],
  ['training', 'usual', 760], ['training', 'finished', 400], ['training', 'untrained', 760],
  ['activations', 'usual', 760], ['activations', 'usual', 400], ['activations', 'waiting', 760], ['activations', 'untrained', 760],
  ['filters', 'usual', 760], ['filters', 'partial', 760],
  ['comparison', 'usual', 760], ['comparison', 'usual', 400], ['comparison', 'many', 760],
  ['cam', 'usual', 760], ['cam', 'usual', 400], ['cam', 'error', 760],
  ['data', 'usual', 760], ['data', 'usual', 400], ['data', 'masks', 760], ['data', 'error', 760],
];
for (const [kind, scene, width] of shots) {
  if (onlyKind && onlyKind !== kind) continue;
  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as ThemeName[]) {
    if (onlyTheme ? onlyTheme !== theme : theme !== 'dark' && (scene !== 'usual' || width !== 760)) continue;
    const page = await app.newPage({ viewport: { width, height: 720 } });
    const said = new Set<string>();
    page.on('console', (message) => {
      const text = message.text().slice(0, 160);
      if (message.type() === 'error' && !said.has(text)) console.log(`${kind} ${scene}: ${text}`);
      said.add(text);
    });
    page.on('pageerror', (error) => console.log(`${kind} ${scene}: ${error.message}`));
    await page.goto(harness.address(kind, theme, scene));
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(folder, `${kind}-${scene}-${width}-${theme}.png`) });
    await page.close();
  }
}
await app.close();
await harness.close();

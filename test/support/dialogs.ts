/** The editor's own dialogs for files, in which a path can be written. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';

/** Answers the dialog for a folder; `inside` is a name in it, which is listed once the editor has read it. */
export async function chooseFolder(page: Page, folder: string, inside: string): Promise<void> {
  const input = await begun(page);
  await input.fill(`${folder}/`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: inside }).first().waitFor();
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
}

/** Exports from a panel: chooses from its menu, answers the dialog with a path, and returns what was written there. */
export async function exported(page: Page, panel: Frame, label: string, path: string): Promise<Buffer> {
  assert.ok(!existsSync(path), `${path} is there already`);
  await panel.locator('summary').click();
  await panel.getByRole('button', { name: label, exact: true }).click();
  const input = await begun(page);
  await input.fill(path);
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  for (let before = -1; ;) {
    await page.waitForTimeout(50);
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    if (bytes.length > 0 && bytes.length === before) return bytes;
    before = bytes.length;
  }
}

/** The dialog writes where it begins once it has read that folder, over whatever was typed before. */
async function begun(page: Page) {
  const input = page.locator('.quick-input-widget input').first();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget input')?.value.startsWith('/'));
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  return input;
}

/** What a person does in the editor, as functions on its page. Waits are for what a person would see, never for a time. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { root, themes, type Theme } from './editor.js';

/** The workbench with its first editor shown. */
export async function waitForEditor(page: Page, file: string): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: file }).first().waitFor({ timeout: 120_000 });
  await page.locator('.monaco-editor .view-lines .view-line').first().waitFor({ timeout: 120_000 });
}

/** Runs a command by its title, as shown in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input').first();
  await page.keyboard.press('F1');
  await input.waitFor();
  await input.fill(`>${title}`);
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
  await row.waitFor();
  await row.click();
}

/** Opens a file of the workspace by its name, and waits until its tab is the active one. */
export async function openByName(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(name);
  await choices(page).filter({ hasText: name }).first().click();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

/** Rows of the list that is open for choosing. */
export function choices(page: Page): Locator {
  return page.locator('.quick-input-list .monaco-list-row');
}

/** Chooses a row of the open list by its text. */
export async function choose(page: Page, text: string | RegExp): Promise<void> {
  await choices(page).filter({ hasText: text }).first().click();
}

/** The code lenses shown, in reading order. */
export function lenses(page: Page): Locator {
  return page.locator('.codelens-decoration a');
}

/** Waits for a code lens and returns it. */
export async function lens(page: Page, text: string | RegExp, timeout = 60_000): Promise<Locator> {
  const found = lenses(page).filter({ hasText: text }).first();
  await found.waitFor({ timeout });
  return found;
}

/**
 * Lines of the first editor as shown: the code, and the hints that stand in it.
 * Hints are decorations with generated class names, so a line's text minus its source is what the hints say.
 */
export async function shownLines(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lines = [...document.querySelectorAll<HTMLElement>('.editor-instance .view-lines > .view-line')];
    return lines
      .map((line) => ({ top: Number.parseFloat(line.style.top), text: line.textContent.replaceAll('\u00a0', ' ').replaceAll('\u200c', '') }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text);
  });
}

/** Waits until the line that holds `code` also shows `hint`. */
export async function waitForHint(page: Page, code: string, hint: string): Promise<void> {
  const plain = (text: string) => text.replace(/\s+/g, ' ');
  let last: string[] = [];
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    last = (await shownLines(page)).map(plain);
    if (last.some((line) => line.includes(plain(code)) && line.includes(plain(hint)))) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`No line shows "${code}" together with "${hint}". The editor shows:\n${last.join('\n')}`);
}

/** Puts the caret of the first editor at a place; lines and columns count from 1. */
export async function placeCaret(page: Page, line: number, column: number): Promise<void> {
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** Lines of the first editor that have an error underlined, as shown. */
export async function underlinedLines(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const marks = [...document.querySelectorAll('.editor-instance .view-overlays .squiggly-error')].map((mark) => mark.getBoundingClientRect());
    return [...document.querySelectorAll('.editor-instance .view-lines > .view-line')]
      .filter((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return marks.some((mark) => mark.top < bottom - 1 && mark.bottom > top + 1);
      })
      .map((line) => line.textContent.replaceAll('\u00a0', ' '));
  });
}

/** Waits until exactly the lines that hold these texts are underlined. */
export async function waitForUnderlines(page: Page, ...texts: readonly string[]): Promise<void> {
  let last: string[] = [];
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    last = await underlinedLines(page);
    if (last.length === texts.length && texts.every((text) => last.some((line) => line.includes(text)))) return;
    await page.waitForTimeout(100);
  }
  assert.deepEqual(last, texts, 'lines with an error');
}

/** The page inside a panel of ours, by its kind; a panel that was hidden meanwhile has another page than before. */
export async function panel(page: Page, kind: string, timeout = 60_000): Promise<Frame> {
  for (const end = Date.now() + timeout; Date.now() < end;) {
    for (const frame of page.frames().reverse()) {
      const found = await frame.evaluate(() => ({ kind: document.body.dataset['kind'], shown: document.visibilityState === 'visible' && innerWidth > 0 })).catch(() => null);
      if (found?.kind === kind && found.shown) return frame;
    }
    await page.waitForTimeout(100);
  }
  return assert.fail(`No panel of the kind "${kind}" appeared within ${timeout / 1000} s.`);
}

/** Opens the activations of the file in the editor for an image of the test data, chosen by its number, and waits until they name it. */
export async function activations(page: Page, image: number): Promise<Frame> {
  await page.locator('.editor-instance .view-lines').first().click();
  await runCommand(page, 'ConvLens: Show Activations');
  const frame = await panel(page, 'activations');
  await frame.getByText(/^\d+ of \d+/).first().waitFor({ timeout: 60_000 });
  await frame.getByRole('button', { name: /^test #0/ }).click();
  await frame.getByRole('button', { name: new RegExp(`^image #${image} `) }).click();
  await frame.getByRole('button', { name: new RegExp(`^test #${image} "\\d"`) }).waitFor();
  return frame;
}

/** Looks into a file with a model: from the explorer's menu, for a picture by its title. */
export async function lookInto(page: Page, file: string, title: string, kind: string): Promise<Frame> {
  await runCommand(page, 'View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: file }).click({ button: 'right' });
  await chooseFromMenu(page, 'Visualize Model File…');
  await choose(page, title);
  return panel(page, kind);
}

/** Chooses an entry of a drop-down of a panel. */
export async function pick(frame: Frame, label: string, option: string | RegExp): Promise<void> {
  await frame.locator(`vscode-single-select[aria-label="${label}"]`).click();
  await frame.getByRole('option', { name: option, exact: true }).click();
}

/** Waits until a panel's picture is whole: only then can it be exported. */
export async function settled(frame: Frame): Promise<void> {
  // What was just chosen takes its effect with the next frame.
  await frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await frame.locator('summary').waitFor({ timeout: 120_000 });
}

/** Drops a file, an image unless something else is said, on a panel. */
export async function drop(frame: Frame, name: string, bytes: Uint8Array, kind = 'image/png'): Promise<void> {
  await frame.evaluate(([file, content, type]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(content)], file, { type }));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: data }));
  }, [name, [...bytes], kind] as const);
}

/** Chooses from the menu that is open, pressing as long as a person does: a button let go within a tenth of a second counts as the one that opened the menu. */
export async function chooseFromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name }).click({ delay: 250 });
  await page.getByRole('menuitem', { name }).waitFor({ state: 'detached' });
}

/** How many different colours a canvas shows: 1 for one that nobody has drawn on. */
export async function coloursOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const drawn = element as HTMLCanvasElement;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [drawn.width, drawn.height];
    const context = copy.getContext('2d');
    if (!context || drawn.width * drawn.height === 0) return 0;
    context.drawImage(drawn, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size;
  });
}

/** Messages in the corner of the window. */
export function notifications(page: Page): Locator {
  return page.locator('.notification-list-item');
}

/** Chooses a colour theme as a user does, and waits until the window has it. */
export async function useTheme(page: Page, theme: Theme): Promise<void> {
  await runCommand(page, 'Preferences: Color Theme');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill(themes[theme].replace('Default ', ''));
  await choices(page).first().waitFor();
  await page.keyboard.press('Enter');
  const kind = { light: '.vs', dark: '.vs-dark', 'high-contrast': '.hc-black' }[theme];
  await page.locator(`.monaco-workbench${kind}`).waitFor();
}

/** Saves what the window shows under test-results/ and returns the path. */
export async function photograph(target: Page | Locator, name: string): Promise<string> {
  const path = join(root, 'test-results', `${name}.png`);
  mkdirSync(join(path, '..'), { recursive: true });
  await target.screenshot({ path });
  return path;
}

/** One picture in each theme; the light one is left on. */
export async function photographThemes(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'high-contrast', 'light'] as const) {
    await useTheme(page, theme);
    await photograph(page, `${name}-${theme}`);
  }
}

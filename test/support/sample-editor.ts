import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openPage, startBrowser, startEditor, type Editor } from './editor.js';
import * as workbench from './workbench.js';

/** Registers the hooks of a suite that opens a sample in a real VS Code with the packaged extension; what it answers with is there from `before` on. `settings` are the user's beside the usual ones, `env` what the editor's processes are told; `prepare` changes the workspace before it is opened. */
export function sampleEditor(file: string, settings: Readonly<Record<string, unknown>> = {}, env: NodeJS.ProcessEnv = {}, prepare: (workspace: string) => Promise<void> = () => Promise.resolve()): () => { readonly editor: Editor; readonly page: Page } {
  let opened: { readonly editor: Editor; readonly page: Page } | null = null;
  const cleanUp: (() => Promise<void>)[] = [];

  before(async () => {
    const extension = process.env['CONVLENS_PACKAGE'];
    assert.ok(extension, 'CONVLENS_PACKAGE names the package to install; "npm test -- e2e" makes it');
    const editor = await startEditor({ extensions: [extension], env, settings: { 'files.autoSave': 'off', 'editor.minimap.enabled': false, 'workbench.colorTheme': 'Default Light Modern', ...settings } });
    cleanUp.push(() => editor.dispose());
    await prepare(editor.workspace);
    const browser = await startBrowser();
    cleanUp.push(() => browser.close());
    const { page } = await openPage(browser, { width: 1680, height: 1000 });
    opened = { editor, page };
    await page.goto(editor.address([file]));
    await workbench.waitForEditor(page, file.split('/').at(-1) ?? file);
  });
  after(async () => {
    for (const end of cleanUp.reverse()) await end();
  });
  afterEach(async function () {
    if (opened && this.currentTest?.state === 'failed') await workbench.photograph(opened.page, `failed/${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  return () => opened ?? assert.fail('The editor is not open yet.');
}

/** Workspaces that are not one trusted folder, in a real VS Code with the packaged extension. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, startBrowser, startEditor, type Editor, type EditorOptions } from '../support/editor.js';
import * as workbench from '../support/workbench.js';

const cleanUp: (() => Promise<void>)[] = [];

async function open(options: EditorOptions): Promise<{ readonly editor: Editor; readonly page: Page }> {
  const extension = process.env['CONVLENS_PACKAGE'];
  assert.ok(extension, 'CONVLENS_PACKAGE names the package to install; "npm test -- e2e" makes it');
  const editor = await startEditor({ extensions: [extension], ...options });
  cleanUp.push(() => editor.dispose());
  const browser = await startBrowser();
  cleanUp.push(() => browser.close());
  const { page } = await openPage(browser);
  return { editor, page };
}

afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

describe('a workspace that is not trusted', () => {
  it('is analysed, and says why nothing is trained', async () => {
    const { editor, page } = await open({ settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'editor.minimap.enabled': false } });
    await page.goto(editor.address(['keras/mnist_convnet.py']));
    await workbench.waitForEditor(page, 'mnist_convnet.py');
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.waitForHint(page, 'layers.Conv2D(32', '(26, 26, 32) · 320');
    await (await workbench.lens(page, /^Train$/)).click();
    await page.locator('.notification-list-item', { hasText: 'Training is off because this workspace is not trusted' }).waitFor();
  });
});

describe('a workspace of several folders', () => {
  it('finds modules of the other folder, and takes the settings of the file\'s own', async () => {
    const { editor, page } = await open({ settings: { 'editor.minimap.enabled': false } });
    const home = dirname(editor.workspace);
    const files = {
      'lib/blocks.py': 'from keras import layers\n\ndef block(x, width):\n    return layers.Conv2D(width, 3)(x)\n',
      'app/model.py': 'import keras\nfrom keras import layers\nfrom blocks import block\n\ninputs = layers.Input((28, 28, 1))\nx = block(inputs, 8)\nmodel = keras.Model(inputs, layers.Flatten()(x))\n',
      'lib/nets.py': 'from keras import Model, layers\n\ndef net(size):\n    inputs = layers.Input((28, 28, 1))\n    return Model(inputs, layers.Dense(10)(layers.Flatten()(layers.Conv2D(8, size)(inputs))))\n',
      'app/train.py': 'import keras\nfrom nets import net\n\nmodel = net(3)\nmodel.compile("adam", "mse")\nwrong = net(30)\n',
      'app/.vscode/settings.json': '{ "convlens.shapes.batchAxis": true }',
      'both.code-workspace': JSON.stringify({ folders: [{ path: 'app' }, { path: 'lib' }] }),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
    }
    const opened = JSON.stringify([['openFile', editor.uri(join(home, 'app', 'model.py'))]]);
    await page.goto(`${editor.server.address}/?workspace=${encodeURIComponent(join(home, 'both.code-workspace'))}&payload=${encodeURIComponent(opened)}`);
    await workbench.waitForEditor(page, 'model.py');
    // 26²·8, known only with the other folder's module; with the batch, as the folder's settings say.
    await workbench.waitForHint(page, 'layers.Flatten()', '(None, 5408) · 0');
    // A model that a function of the other folder makes has its links here, and what is wrong with it is told here; its layers lead there.
    await workbench.openByName(page, 'train.py');
    await (await workbench.lens(page, '54,170 parameters')).click();
    await workbench.waitForUnderlines(page, 'wrong = net(30)');
    const panel = await workbench.panel(page, 'model');
    await panel.getByText('Total params: 54,170').waitFor();
    await panel.getByRole('option', { name: /^conv2d, / }).click();
    await page.getByRole('tab', { name: 'nets.py' }).waitFor();
  });
});

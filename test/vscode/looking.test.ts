import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/extension/main.js';
import { findTarget, wholeTarget } from '../../src/extension/target.js';
import { hintsOf, lensesOf as allLenses, openText as open, set } from './texts.js';
import { waiting } from './waiting.js';

const eventually = waiting(30_000);

const lensesOf = async (document: vscode.TextDocument) => (await allLenses(document)).map(({ command }) => command);
const at = (document: vscode.TextDocument, piece: string, inside = 1) => document.positionAt(document.getText().indexOf(piece) + inside);
const hoverOf = async (document: vscode.TextDocument, piece: string, inside = 1) => (await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, piece, inside)))
  .flatMap(({ contents }) => contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))).join('\n');

const text = `import keras
from keras import layers
inputs = layers.Input((28, 28, 1))
x = layers.Conv2D(32, 3, name="first")(inputs)
for _ in range(2):
    x = layers.Conv2D(32, 3)(x)
model = keras.Model(inputs, layers.Dense(10)(layers.Flatten()(x)))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
(images, labels), _ = keras.datasets.mnist.load_data()
model.fit(images, labels, epochs=3, batch_size=64)
first = model.get_layer("first")
`;

describe('looking at a model from its code', () => {
  let document: vscode.TextDocument;
  before(async () => {
    ({ document } = await open(text));
    await eventually(() => hintsOf(document), (hints) => hints.length > 2);
  });
  after(async () => {
    await set('numbers.format', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('has one line of links: parameters, arithmetic, Train, Visualize, Summary, each with its command', async () => {
    const lenses = await lensesOf(document);
    // 26²·9·32 + 24²·9·32·32 + 22²·9·32·32 + 22²·32·10 products.
    assert.deepEqual(lenses.map((command) => command?.title), ['173,706 parameters', '10.1 MMAC', 'Train', 'Visualize', 'Summary', 'Train', 'Preview Data']);
    assert.deepEqual(lenses.map((command) => command?.command), ['convlens.showModel', 'convlens.showModel', 'convlens.train', 'convlens.visualize', 'convlens.showModel', 'convlens.train', 'convlens.previewData']);
  });

  it('folds a line that makes several layers, and tells all of them where the pointer rests', async () => {
    assert.ok((await hintsOf(document)).includes('5: 2x Conv2D → (22, 22, 32) · 18,496'));
    assert.match(await hoverOf(document, 'layers.Conv2D(32, 3)(x)', 9), /\| `conv2d` \| Conv2D \| `\(24, 24, 32\)` \| 9,248 \|\n\| `conv2d_1` /);
  });

  it('tells the shape of a tensor, the summary of a model, and what fit does', async () => {
    assert.match(await hoverOf(document, '(inputs)', 3), /`inputs`: `\(28, 28, 1\)` float32/);
    assert.match(await hoverOf(document, 'model = keras'), /Total params: 173,706 \(678\.54 KB\)/);
    // Its words are links to the lines that say them.
    const fit = (await hoverOf(document, 'fit(')).replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('\\_', '_');
    for (const part of ['Trains for 3 epochs, 64 examples a step', 'Optimizer: Adam(learning_rate=0.001)', 'keras.datasets.mnist', /Memory at 64 examples a step: [\d.]+ MB at least/]) assert.ok(typeof part === 'string' ? fit.includes(part) : part.test(fit), `${String(part)} in ${fit}`);
  });

  it('writes numbers as the setting says', async () => {
    await set('numbers.format', 'short');
    await eventually(() => hintsOf(document), (hints) => hints.includes('5: 2x Conv2D → (22, 22, 32) · 18.5 k'));
    await set('numbers.format', undefined);
    await eventually(() => hintsOf(document), (hints) => hints.includes('5: 2x Conv2D → (22, 22, 32) · 18,496'));
  });

  it('is silent in a file where it was switched off, and only there', async () => {
    await vscode.commands.executeCommand('convlens.toggleFile');
    await eventually(() => hintsOf(document), (hints) => hints.length === 0);
    assert.deepEqual(await lensesOf(document), []);
    const other = await open(text);
    await eventually(() => hintsOf(other.document), (hints) => hints.length > 2);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('convlens.toggleFile');
    await eventually(() => hintsOf(document), (hints) => hints.length > 2);
  });

  it('goes from a layer\'s name to the layer, and finds layers from anywhere', async () => {
    const [link] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, at(document, 'get_layer("first', 13));
    assert.ok(link && 'targetRange' in link);
    assert.equal(document.getText(link.targetRange), 'layers.Conv2D(32, 3, name="first")');
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'conv2d_1');
    assert.ok(symbols.some(({ name, containerName, location }) => name === 'conv2d_1' && containerName === 'model' && location.uri.toString() === document.uri.toString()));
  });

  it('opens the panel of its structure beside the code', async () => {
    await vscode.commands.executeCommand('convlens.showModel', { uri: document.uri.toString(), offset: text.indexOf('keras.Model') });
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label, input }) => (input instanceof vscode.TabInputWebview ? `${input.viewType.replace(/^.*-/, '')} ${label}` : '')));
    await eventually(labels, (all) => all.includes('convlens.model Model: model'));
  });
});

describe('a notebook', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is one text in the order of its cells, with facts and mistakes in each', async () => {
    const cell = (value: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, value, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([
      new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, '# A model', 'markdown'),
      cell('%matplotlib inline\nimport keras\nfrom keras import layers'), cell('model = keras.Sequential([\n    layers.Input((28, 28, 1)),\n    layers.Conv2D(32, 3),\n])'), cell('model.add(layers.Conv2D(8, 99))'),
    ]));
    await vscode.window.showNotebookDocument(notebook);
    const [, first, made, added] = notebook.getCells().map(({ document }) => document);
    assert.ok(first && made && added);
    await eventually(() => hintsOf(made), (hints) => hints.join() === '2: (26, 26, 32) · 320');
    await eventually(() => lensesOf(made), (lenses) => lenses.length >= 3);
    assert.deepEqual(await lensesOf(first), []);
    const [problem] = await eventually(() => vscode.languages.getDiagnostics(added.uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error), (problems) => problems.length === 1);
    assert.equal(added.getText(problem?.range), '99');
    assert.match(await hoverOf(made, 'Conv2D'), /`3·3·1·32 \+ 32 = 320` parameters/);

    const edit = new vscode.WorkspaceEdit();
    edit.replace(added.uri, problem?.range ?? new vscode.Range(0, 0, 0, 0), '3');
    await vscode.workspace.applyEdit(edit);
    await eventually(() => hintsOf(added), (hints) => hints.join() === '0: (24, 24, 8) · 2,312');
    await eventually(() => vscode.languages.getDiagnostics(added.uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error), (problems) => problems.length === 0);
  });
});

describe('a file that is not on this machine', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is analysed like any other, and says why it cannot be trained', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('convlens-far', { provideTextDocumentContent: () => text });
    try {
      const { document } = await vscode.window.showTextDocument(vscode.Uri.parse('convlens-far:/models/far.py'));
      await eventually(() => hintsOf(document), (hints) => hints.includes('3: (26, 26, 32) · 320'));
      const parts = await vscode.extensions.getExtension<Exports>('convlens.convlens')?.activate();
      assert.ok(parts);
      const target = await findTarget(parts.analyses, { uri: document.uri.toString(), offset: 0 });
      await assert.rejects(parts.training.prepare(await wholeTarget(parts.analyses, target)), /Training is off because this file is not on this machine/);
    } finally {
      provider.dispose();
    }
  });
});

describe('a file that imports another', () => {
  let folder: string;
  before(() => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = mkdtempSync(join(workspace.uri.fsPath, 'imports-'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  it('follows what another program writes there, what is typed there, and what is taken back', async () => {
    const nets = (units: number) => `from keras import Model, layers\n\ndef net():\n    inputs = layers.Input((4,))\n    return Model(inputs, layers.Dense(${units})(inputs))\n`;
    const [lib, main] = [join(folder, 'nets.py'), join(folder, 'main.py')];
    writeFileSync(lib, nets(2));
    writeFileSync(main, 'import keras\nfrom nets import net\n\nmodel = net()\n');
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(main));
    const totals = async () => (await lensesOf(document))[0]?.title;
    await eventually(totals, (title) => title === '10 parameters');
    writeFileSync(lib, nets(4));
    await eventually(totals, (title) => title === '20 parameters');
    writeFileSync(lib, nets(2));
    await eventually(totals, (title) => title === '10 parameters');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(lib), { viewColumn: vscode.ViewColumn.Beside });
    const at = editor.document.positionAt(editor.document.getText().indexOf('Dense(2') + 'Dense('.length);
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 1)), '3'));
    await eventually(totals, (title) => title === '15 parameters');
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(totals, (title) => title === '10 parameters');
  });
});

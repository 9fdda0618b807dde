import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Exports } from '../../src/extension/main.js';
import { hintsOf, lensesOf as allLenses, openText as open, set } from './texts.js';
import { waiting } from './waiting.js';

const eventually = waiting(20_000);

const text = `from keras import layers, models

model = models.Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(32, 3),
    layers.MaxPooling2D(2),
])
`;

const lensesOf = async (document: vscode.TextDocument) => (await allLenses(document)).map(({ range, command }) => `${range.start.line}: ${command?.title}`);
const ready = (document: vscode.TextDocument) => eventually(() => hintsOf(document), (hints) => hints.some((hint) => hint.endsWith('· 320')));

describe('facts beside the code', () => {
  afterEach(async () => {
    for (const name of ['layer.shapes', 'layer.parameters', 'shapes.batchAxis', 'model.totals', 'numbers.format']) await set(name, undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('go where the settings put them, one kind at a time', async () => {
    const { document } = await open(text);
    await ready(document);
    await set('layer.parameters', 'off');
    await set('shapes.batchAxis', true);
    await eventually(() => hintsOf(document), (hints) => hints.includes('4: (None, 26, 26, 32)'));
    await set('layer.shapes', 'lens');
    await eventually(() => lensesOf(document), (lenses) => lenses.includes('4: (None, 26, 26, 32)'));
    assert.deepEqual(await hintsOf(document), []);
    await set('model.totals', 'off');
    await eventually(() => lensesOf(document), (lenses) => !lenses.some((lens) => lens.includes('parameters')));
  });

  it('are switched off and on by one command', async () => {
    const { document } = await open(text);
    await ready(document);
    await vscode.commands.executeCommand('convlens.toggleHints');
    await eventually(() => hintsOf(document), (hints) => hints.length === 0);
    await vscode.commands.executeCommand('convlens.toggleHints');
    await ready(document);
  });

  it('move with their line before anything is analysed anew', async () => {
    const editor = await open(text);
    await ready(editor.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one\n# two\n'));
    assert.ok((await hintsOf(editor.document)).includes('6: (26, 26, 32) · 320'));
  });

  it('keep the last good value while a line is broken, and let go of it when the line is mended', async () => {
    const editor = await open(text);
    await ready(editor.document);
    const end = editor.document.lineAt(4).range.end;
    await editor.edit((edit) => edit.replace(new vscode.Range(end.translate(0, -2), end), ''));
    await eventually(() => hintsOf(editor.document), (hints) => hints.length === 0);
    // What the broken text cannot confirm is drawn as ghost text, not as a hint.
    const parts = await vscode.extensions.getExtension<Exports>('convlens.convlens')?.activate();
    assert.deepEqual(parts?.shown.of(editor.document).hints.map(({ item, stale }) => `${item.line}: ${item.text} ${stale}`), ['4: (26, 26, 32) · 320 true', '5: (13, 13, 32) · 0 true']);
    assert.ok((await lensesOf(editor.document)).includes('2: 320 parameters'));
    await editor.edit((edit) => edit.insert(editor.document.lineAt(4).range.end, ', padding="same"),'));
    await eventually(() => hintsOf(editor.document), (hints) => hints.includes('4: (28, 28, 32) · 320'));
  });

  it('explain a layer on hover, with its formula, its sum and the layer before it', async () => {
    const { document } = await open(text);
    await ready(document);
    const at = (piece: string) => document.positionAt(document.getText().indexOf(piece) + 1);
    const textOf = async (piece: string) => (await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(piece))).flatMap(({ contents }) => contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))).join('\n');
    const conv = await textOf('Conv2D');
    for (const part of ['(28 − 3 + 2·0)/1 + 1 = 26', '3·3·1·32 + 32 = 320', 'https://keras.io/', '[Activations](command:convlens.showActivations?']) assert.ok(conv.includes(part), `${part} in ${conv}`);
    assert.match(await textOf('MaxPooling2D'), /Input from \[conv2d\]\(untitled:.*#L5\)/);
  });

  it('lead from the words at fit to their lines', async () => {
    const { document } = await open(`${text}model.compile("sgd", "mse")\nmodel.fit(\n    x,\n    epochs=3)\n`);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, document.positionAt(document.getText().indexOf('fit(') + 1));
    const words = hover!.contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : '')).join('\n');
    assert.match(words, /\[3 epochs\]\(untitled:.*#L11\)/);
    assert.match(words, /Optimizer: \[SGD.*?\]\(untitled:.*#L8\)/);
  });

  it('give the outline its models and layers', async () => {
    const { document } = await open(text);
    await ready(document);
    const [model] = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual([model?.name, model?.detail, model?.children.map(({ name, detail }) => `${name} ${detail}`)], ['model', '320 parameters', ['conv2d Conv2D (26, 26, 32)', 'max_pooling2d MaxPooling2D (13, 13, 32)']]);
  });

  it('print the summary beside the code, and follow the code', async () => {
    const editor = await open(text);
    await ready(editor.document);
    await vscode.commands.executeCommand('convlens.showSummary', { uri: editor.document.uri.toString(), offset: 40 });
    const shown = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'convlens-summary')?.getText() ?? '';
    await eventually(shown, (summary) => summary.includes('Total params: 320 (1.25 KB)'));
    await editor.edit((edit) => edit.replace(editor.document.lineAt(4).range, '    layers.Conv2D(16, 3),'));
    await eventually(shown, (summary) => summary.includes('Total params: 160 (640.00 B)'));
  });

  it('are not looked for in files without Keras, and a file that stops to import it is let go', async () => {
    const editor = await open(text);
    await ready(editor.document);
    await editor.edit((edit) => edit.delete(editor.document.lineAt(0).range));
    await eventually(() => hintsOf(editor.document), (hints) => hints.length === 0);
    assert.deepEqual(await lensesOf(editor.document), []);
  });
});

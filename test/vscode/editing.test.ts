import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Exports } from '../../src/extension/main.js';
import { hintsOf, lensesOf, openText as open, problemsOf } from './texts.js';
import { waiting } from './waiting.js';

const eventually = waiting(30_000);

const titlesOf = async (document: vscode.TextDocument) => (await lensesOf(document)).map(({ command }) => command?.title ?? '');

const model = `from keras import layers, models

model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(layers.Flatten())
model.add(layers.Dense(10))
`;

describe('editing a Keras file', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the model\'s parameters above it and each layer\'s shape beside it', async () => {
    const { document } = await open(model);
    await eventually(() => titlesOf(document), (titles) => titles.includes('216,650 parameters'));
    assert.deepEqual(await hintsOf(document), ['3: (26, 26, 32) · 320', '4: (21632,) · 0', '5: (10,) · 216,330']);
  });

  it('follows every edit', async () => {
    const editor = await open(model);
    await eventually(() => titlesOf(editor.document), (titles) => titles.includes('216,650 parameters'));
    const at = editor.document.positionAt(editor.document.getText().indexOf('32, (3, 3)'));
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 2)), '16'));
    await eventually(() => hintsOf(editor.document), (hints) => hints[0] === '3: (26, 26, 16) · 160');
  });

  it('underlines a kernel that does not fit, and nothing once it fits again', async () => {
    const editor = await open(model);
    const at = editor.document.positionAt(editor.document.getText().indexOf('(3, 3)'));
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 6)), '(99, 99)'));
    const [problem] = await eventually(() => problemsOf(editor.document), (problems) => problems.length > 0);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.range.start.line, at.line);
    assert.ok(typeof problem.code === 'object' && problem.code.target.path.endsWith('/docs/rules/window-exceeds-input.md'), 'its code leads to its page');
    assert.equal(editor.document.isDirty, true);
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 8)), '(3, 3)'));
    await eventually(() => problemsOf(editor.document), (problems) => problems.length === 0);
  });

  it('keeps showing the layers around a line that cannot be read', async () => {
    const editor = await open(model);
    await eventually(() => hintsOf(editor.document), (hints) => hints.length === 3);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'broken = foo(\n'));
    const parts = await vscode.extensions.getExtension<Exports>('convlens.convlens')?.activate();
    const texts = async () => {
      await parts?.analyses.current(editor.document);
      return parts?.shown.of(editor.document).hints.map(({ item }) => item.text) ?? [];
    };
    assert.deepEqual(await texts(), ['(26, 26, 32) · 320', '(21632,) · 0', '(10,) · 216,330']);
  });

  it('says nothing about Python without Keras, and about other languages', async () => {
    const { document } = await open('import os\n\ndef add(a, b):\n    return a + b\n');
    const plain = await vscode.workspace.openTextDocument({ language: 'markdown', content: model });
    const parts = await vscode.extensions.getExtension<Exports>('convlens.convlens')?.activate();
    assert.deepEqual([await parts?.analyses.current(document), await parts?.analyses.current(plain)], [null, null]);
    assert.deepEqual([await titlesOf(document), await hintsOf(document), await titlesOf(plain)], [[], [], []]);
  });
});

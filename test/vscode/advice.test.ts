import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openText, problemsOf, set } from './texts.js';
import { waiting } from './waiting.js';

const eventually = waiting(20_000);

const advised = `from keras import layers, models

model = models.Sequential([
    layers.Input((28, 28, 3)),
    layers.Conv2D(256, 5),
    layers.Conv2D(8, 3),
])
`;

const open = async (content: string) => (await openText(content)).document;
const codesOf = (document: vscode.TextDocument) => problemsOf(document).map(({ code }) => (typeof code === 'object' ? code.value : code));
const placeOf = (document: vscode.TextDocument, piece: string) => {
  const at = document.positionAt(document.getText().indexOf(piece));
  return new vscode.Range(at, at);
};
const actionsAt = (document: vscode.TextDocument, range: vscode.Range, kind?: string) => vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind);
const offeredAt = (document: vscode.TextDocument, piece: string, title: RegExp) => eventually(() => actionsAt(document, placeOf(document, piece)), (actions) => actions.some((action) => title.test(action.title))).then((actions) => actions.find((action) => title.test(action.title))!);

describe('advice and fixes in the editor', () => {
  afterEach(async () => {
    await set('rules', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('underline with a link to the rule\'s page, quieter or not at all by setting', async () => {
    const document = await open(advised);
    await eventually(() => codesOf(document), (codes) => codes.includes('missing-activation'));
    const [problem] = problemsOf(document);
    assert.equal(problem!.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(document.getText(problem!.range), 'layers.Conv2D');
    assert.ok(typeof problem!.code === 'object');
    const page = await vscode.workspace.openTextDocument(problem!.code.target);
    assert.match(page.getText(), /^# missing-activation/);
    await set('rules', { 'missing-activation': 'hint' });
    await eventually(() => problemsOf(document).map(({ severity }) => severity), ([severity]) => severity === vscode.DiagnosticSeverity.Hint);
    await set('rules', { 'missing-activation': 'off' });
    await eventually(() => codesOf(document), (codes) => codes.length === 0);
  });

  it('are silenced by a comment as it is typed', async () => {
    const document = await open(advised);
    await eventually(() => codesOf(document), (codes) => codes.length === 1);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.lineAt(4).range.end, '  # convlens: ignore[missing-activation]');
    await vscode.workspace.applyEdit(edit);
    await eventually(() => codesOf(document), (codes) => codes.length === 0);
  });

  it('mend advice and errors: the problem is gone after the fix', async () => {
    const document = await open(advised.replace('(28, 28, 3)', '(6, 6, 3)'));
    await eventually(() => codesOf(document), (codes) => codes.includes('window-exceeds-input'));
    const pad = await offeredAt(document, '3),\n])', /^Pad the input/);
    assert.equal(pad.kind?.value, vscode.CodeActionKind.QuickFix.value);
    await vscode.workspace.applyEdit(pad.edit!);
    await eventually(() => codesOf(document), (codes) => !codes.includes('window-exceeds-input'));
    assert.ok(document.getText().includes('layers.Conv2D(8, 3, padding="same")'));
    const relu = await offeredAt(document, 'layers.Conv2D(256', /^Add activation/);
    await vscode.workspace.applyEdit(relu.edit!);
    await eventually(() => codesOf(document), (codes) => !codes.includes('missing-activation'));
  });

  it('convert a convolution with the cost of both in the title, and back', async () => {
    const document = await open(advised);
    await eventually(() => codesOf(document), (codes) => codes.length === 1);
    const action = await offeredAt(document, 'Conv2D(256', /^Convert to Separable/);
    assert.equal(action.title, 'Convert to SeparableConv2D (5·5·3·256 = 19,200 → 5·5·3 + 3·256 = 843)');
    await vscode.workspace.applyEdit(action.edit!);
    assert.ok(document.getText().includes('layers.SeparableConv2D(256, 5)'));
    const back = await offeredAt(document, 'SeparableConv2D(256', /^Convert to Conv2D/);
    await vscode.workspace.applyEdit(back.edit!);
    assert.equal(document.getText(), advised);
  });

  it('modernize a whole file at once', async () => {
    const document = await open('from keras.models import Sequential\nfrom keras.layers import Dense\n\nmodel = Sequential()\nmodel.add(Dense(output_dim=3, init="normal", input_shape=(4,)))\n');
    await eventually(() => codesOf(document), (codes) => codes.includes('legacy-argument'));
    const [all] = await actionsAt(document, new vscode.Range(0, 0, 0, 0), 'source.modernize');
    assert.match(all!.title, /^Modernize this file: 2 /);
    await vscode.workspace.applyEdit(all!.edit!);
    assert.ok(document.getText().includes('Dense(units=3, kernel_initializer="normal"'));
    await eventually(() => codesOf(document), (codes) => !codes.includes('legacy-argument'));
  });

  it('follow the nearest pyproject.toml, and tell what it gets wrong', async () => {
    const root = mkdtempSync(join(tmpdir(), 'convlens-advice-'));
    const config = join(root, 'pyproject.toml');
    writeFileSync(config, '[tool.convlens.rules]\nmissing-activation = "info"\nunused-layr = "off"\n');
    writeFileSync(join(root, 'm.py'), advised);
    const document = await vscode.workspace.openTextDocument(join(root, 'm.py'));
    await vscode.window.showTextDocument(document);
    await eventually(() => problemsOf(document).map(({ severity }) => severity), ([severity]) => severity === vscode.DiagnosticSeverity.Information);
    // Also while the file is not open.
    const wrong = await eventually(() => vscode.languages.getDiagnostics(vscode.Uri.file(config)), (problems) => problems.length > 0);
    assert.deepEqual(wrong.map(({ message, range }) => [message, range.start.line]), [['There is no rule unused-layr. Did you mean unused-layer?', 0]]);
    const project = await vscode.workspace.openTextDocument(config);
    await vscode.window.showTextDocument(project);
    const [mistake] = await eventually(() => problemsOf(project), (problems) => problems.length > 0);
    assert.equal(mistake!.message, 'There is no rule unused-layr. Did you mean unused-layer?');
  });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { labelRun } from '../../src/client/runs/change.js';
import type { RunInfo } from '../../src/core/protocol/engine.js';
import type { Exports } from '../../src/extension/main.js';
import { wholeTarget, findTarget } from '../../src/extension/target.js';
import { epoch, runInfo, writeRun } from '../unit/runs/support.js';
import { settle, waiting } from './waiting.js';

const eventually = waiting(90_000);

describe('the view of runs', function () {
  this.timeout(300_000);
  let parts: Exports;
  let folder: string;
  const made: string[] = [];

  before(async () => {
    const extension = vscode.extensions.getExtension<Exports>('convlens.convlens');
    assert.ok(extension);
    parts = await extension.activate();
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = join(workspace.uri.fsPath, '.convlens', 'runs');
  });
  afterEach(() => {
    for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  const write = (name: string, how?: Parameters<typeof writeRun>[2]): string => {
    const directory = writeRun(folder, name, how);
    made.push(directory);
    return directory;
  };
  /** The lines as the editor would show them, of runs that this suite made. */
  const shown = async (): Promise<vscode.TreeItem[]> => {
    const lines = await parts.runsTree.getChildren();
    const items = await Promise.all(lines.map((line) => parts.runsTree.getTreeItem(line)));
    return items.filter(({ id }) => made.includes(id ?? '') || id?.startsWith('queued') === true);
  };
  const line = async (directory: string) => (await parts.runsTree.getChildren()).find((each) => each.kind === 'run' && each.directory === directory) ?? assert.fail(`no line for ${directory}`);

  it('shows runs, the newest first, with their state, epochs and best value', async () => {
    write('29991124-140211-mnist', { info: { started: '2999-11-24T14:02:11.000Z' } });
    write('29991125-090000-mnist', { info: { started: '2999-11-25T09:00:00.000Z', state: 'stopped', epochs: 9 }, epochs: [epoch(1)] });
    write('29991126-090000-mnist', { info: { started: '2999-11-26T09:00:00.000Z', state: 'running', epochs: 9 }, epochs: [] });
    const items = await shown();
    assert.deepEqual(items.map(({ label, contextValue }) => [label, contextValue]), [['mnist', 'run live'], ['mnist', 'run unfinished'], ['mnist', 'run ended']]);
    assert.match(String(items[1]?.description), /^val_accuracy 40\.0 % · 2999-11-25 \d\d:\d\d · 1\/9 epochs$/);
    assert.match(items[2]?.accessibilityInformation?.label ?? '', /^mnist, finished, started 2999-11-24 \d\d:\d\d, 3 of 3 epochs, best val_accuracy 80\.0 % in epoch 3$/);
    const resolved = await parts.runsTree.resolveTreeItem(items[2]!, await line(made[0]!));
    assert.match((resolved.tooltip as vscode.MarkdownString).value, /Device: CPU&nbsp;\\\(2&nbsp;threads\\\)|Device: CPU/);
  });

  it('follows what other programs do with runs: made, renamed, deleted', async () => {
    let told = 0;
    const listening = parts.runs.onDidChange(() => (told += 1));
    try {
      // As in a project in which nothing was trained yet: the first run makes the folders around it too.
      rmSync(join(folder, '..'), { recursive: true, force: true });
      await settle(1000);
      told = 0;
      write('29991130-080000-mnist');
      await eventually(() => told, (count) => count > 0);
      await settle(1000);
      told = 0;
      const directory = write('29991201-080000-mnist');
      await eventually(() => told, (count) => count > 0);
      told = 0;
      labelRun(runInfo({ directory }), 'the good one');
      await eventually(() => told, (count) => count > 0);
      assert.deepEqual((await shown()).map(({ label }) => label).sort(), ['mnist', 'the good one']);
      told = 0;
      rmSync(directory, { recursive: true });
      await eventually(() => told, (count) => count > 0);
      assert.deepEqual((await shown()).map(({ label }) => label), ['mnist']);
    } finally {
      listening.dispose();
    }
  });

  it('reads a hundred runs, and as many more each time older ones are asked for', async () => {
    for (let at = 0; at < 120; at += 1) write(`2999${String(1000 + at)}-140211-mnist`, { epochs: [] });
    const before = (await parts.runsTree.getChildren()).filter(({ kind }) => kind === 'run').length;
    assert.equal(before, 100);
    const older = (await parts.runsTree.getChildren()).at(-1);
    assert.ok(older?.kind === 'older' && older.count >= 20, JSON.stringify(older));
    await vscode.commands.executeCommand('convlens.showOlderRuns');
    assert.ok((await parts.runsTree.getChildren()).filter(({ kind }) => kind === 'run').length >= 120);
  });

  it('shows the source of a run read-only, and two of them in the editor\'s own comparison', async () => {
    const [older, newer] = [write('29991124-140211-mnist'), write('29991125-090000-mnist', { info: { started: '2999-11-25T09:00:00.000Z' }, optimizer: '"sgd"' })];
    await vscode.commands.executeCommand('convlens.openRunSource', await line(older));
    const opened = await eventually(() => vscode.window.activeTextEditor?.document, (document) => document?.uri.scheme === 'convlens-run');
    assert.equal(opened?.getText(), readFileSync(join(older, 'source.py'), 'utf8'));
    const lines = [await line(newer), await line(older)];
    await vscode.commands.executeCommand('convlens.compareRunSources', lines[0], lines);
    const diff = await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.input, (input) => input instanceof vscode.TabInputTextDiff);
    assert.deepEqual([(diff as vscode.TabInputTextDiff).original.query, (diff as vscode.TabInputTextDiff).modified.query], [older, newer]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('lays runs beside each other in a panel, and writes event files', async () => {
    const lines = [write('29991124-140211-mnist'), write('29991125-090000-mnist')].map((directory) => ({ kind: 'run', directory }));
    await vscode.commands.executeCommand('convlens.compareRuns', lines[0], lines);
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(({ label, input }) => (input instanceof vscode.TabInputWebview && input.viewType.endsWith('convlens.comparison') ? [label] : [])));
    await eventually(labels, (found) => found.join() === 'Compare Runs');
    await vscode.commands.executeCommand('convlens.exportRunEvents', lines[0], lines);
    await eventually(() => made.every((directory) => existsSync(join(directory, 'tensorboard', 'train'))), Boolean);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('keeps a queue that can be reordered, and runs on when the training before has ended', async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    await vscode.window.showTextDocument(vscode.Uri.joinPath(workspace!.uri, 'keras', 'mnist_convnet.py'));
    let ready: Awaited<ReturnType<typeof parts.training.prepare>> | undefined;
    const preparing = parts.training.prepare(await wholeTarget(parts.analyses, await findTarget(parts.analyses, undefined))).then((made) => (ready = made));
    // Where the data comes from is asked before it is queued, so that nothing has to be asked later.
    for (const end = Date.now() + 90_000; ready === undefined && Date.now() < end;) {
      await settle(300);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    await preparing;
    assert.ok(ready);
    const first = await parts.queue.start(ready);
    assert.ok(first);
    const begun: string[] = [];
    const fake = (title: string, answer: () => Promise<RunInfo>) => ({ title, begin: () => (begun.push(title), answer()) });
    const ended = (name: string) => () => Promise.resolve(runInfo({ id: name, directory: join(folder, name) }));
    const asked = parts.queue.start(fake('a', ended('a')));
    await eventually(async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return parts.queue.items.length;
    }, (count) => count === 1);
    assert.equal(await asked, null);
    parts.queue.add(fake('b', () => Promise.reject(new Error('its folder cannot be written'))));
    parts.queue.add(fake('c', ended('c')));
    parts.queue.add(fake('d', ended('d')));
    assert.deepEqual((await shown()).map(({ label, description, contextValue }) => [label, description, contextValue]), [
      ['a', 'queued, 1 of 4', 'queued down'], ['b', 'queued, 2 of 4', 'queued up down'], ['c', 'queued, 3 of 4', 'queued up down'], ['d', 'queued, 4 of 4', 'queued up'],
    ]);
    const queued = await parts.runsTree.getChildren();
    await vscode.commands.executeCommand('convlens.moveQueuedUp', queued[2]);
    await vscode.commands.executeCommand('convlens.moveQueuedUp', queued[2]);
    await vscode.commands.executeCommand('convlens.removeQueued', queued[3]);
    assert.deepEqual(parts.queue.items.map(({ title }) => title), ['c', 'a', 'b']);
    assert.deepEqual(begun, []);
    await vscode.commands.executeCommand('convlens.stopTraining');
    await eventually(() => begun.join(), (order) => order === 'c,a,b');
    assert.deepEqual([parts.queue.items.length, parts.training.busy], [0, null]);
    made.push(first.directory);
  });
});

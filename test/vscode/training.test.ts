import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/extension/main.js';
import { settle, waiting } from './waiting.js';

const eventually = waiting(90_000);

describe('training in the editor', function () {
  this.timeout(300_000);
  let parts: Exports;

  before(async () => {
    const extension = vscode.extensions.getExtension<Exports>('convlens.convlens');
    assert.ok(extension);
    parts = await extension.activate();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'keras', 'mnist_convnet.py'));
  });

  const stateNow = () => parts.training.latest?.run.state ?? null;

  /** Starts a training by its command and answers where the data comes from, as the user would: with Enter. */
  async function train(): Promise<string> {
    const before = parts.training.latest?.run.id;
    void vscode.commands.executeCommand('convlens.train');
    for (const end = Date.now() + 90_000; parts.training.latest?.run.id === before && Date.now() < end;) {
      await settle(500);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    const state = await eventually(() => parts.training.latest, (latest) => latest !== null && latest.run.id !== before && latest.progress !== null);
    assert.ok(state);
    return state.run.directory;
  }

  it('goes on living when the engine is killed: the run is marked, and the next training works', async () => {
    const directory = await train();
    const { pid } = parts.engine;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await eventually(stateNow, (state) => state === 'interrupted');
    const written = JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as { state: string; error: string };
    assert.equal(written.state, 'interrupted');
    assert.match(written.error, /stopped unexpectedly/);

    const next = await train();
    assert.notEqual(next, directory);
    await vscode.commands.executeCommand('convlens.pauseTraining');
    await eventually(stateNow, (state) => state === 'paused');
    await vscode.commands.executeCommand('convlens.resumeTraining');
    await eventually(stateNow, (state) => state === 'running');
    await vscode.commands.executeCommand('convlens.stopTraining');
    await eventually(stateNow, (state) => state === 'stopped');
    const { data } = JSON.parse(readFileSync(join(next, 'run.json'), 'utf8')) as { data: string };
    assert.match(data, /MNIST, bundled subset/);
  });
});

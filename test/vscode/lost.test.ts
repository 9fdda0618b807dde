/** A device that is lost while the editor trains on it: the person is asked, and what is answered is done. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import * as vscode from 'vscode';
import type { EpochMetrics, RunInfo } from '../../src/core/protocol/engine.js';
import type { Exports } from '../../src/extension/main.js';
import type { ActivationsPicture } from '../../src/visualizations/activations/contract.js';
import { losses } from '../engine/support/losses-of-devices.js';
import { npy } from '../engine/support/npy.js';
import { settle, waiting } from './waiting.js';

const eventually = waiting(90_000);
const [cuda] = losses;

const source = `import numpy as np
import keras
from keras import layers
data = np.load('points.npz')
model = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(4, 3, activation='relu', name='conv'), layers.Flatten(), layers.Dropout(0.2), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=6, batch_size=16)
`;

describe('a device that is lost while the editor trains', function () {
  this.timeout(300_000);
  let parts: Exports;
  const folder = mkdtempSync(join(tmpdir(), 'lost-'));
  const plan = join(folder, 'plan.json');
  const made: string[] = [];
  const settings = () => vscode.workspace.getConfiguration('convlens');
  const { showErrorMessage } = vscode.window;
  const asked: { readonly message: string; readonly answers: readonly string[]; readonly choose: (answer: string | undefined) => void }[] = [];

  before(async () => {
    const extension = vscode.extensions.getExtension<Exports>('convlens.convlens');
    assert.ok(extension);
    parts = await extension.activate();
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    const x = Float32Array.from({ length: 64 * 36 }, (_, i) => Math.sin(i * 12.9898));
    writeFileSync(join(workspace.uri.fsPath, 'points.npz'), zipSync({ 'x.npy': npy([64, 6, 6, 1], x), 'y.npy': npy([64], Uint8Array.from({ length: 64 }, (_, i) => Number(x[i * 36 + 7]! > 0))) }));
    writeFileSync(join(workspace.uri.fsPath, 'points.py'), source);
    // The engine takes the environment of the host; it must be one that starts after this.
    process.env['NODE_OPTIONS'] = `--require "${join(extension.extensionPath, 'test', 'support', 'dying-device.cjs')}"`;
    process.env['CONVLENS_DYING_DEVICE'] = plan;
    await settings().update('device', 'webgpu', vscode.ConfigurationTarget.Global);
    await parts.engine.restart();
    await vscode.window.showTextDocument(vscode.Uri.joinPath(workspace.uri, 'points.py'));
    // A person answers when there is something to read.
    vscode.window.showErrorMessage = ((message: string, ...answers: string[]) => new Promise((choose) => asked.push({ message, answers, choose }))) as unknown as typeof showErrorMessage;
  });
  beforeEach(() => {
    for (const { choose } of asked.splice(0)) choose(undefined);
    rmSync(plan, { force: true });
  });
  after(async () => {
    vscode.window.showErrorMessage = showErrorMessage;
    delete process.env['NODE_OPTIONS'];
    delete process.env['CONVLENS_DYING_DEVICE'];
    await settings().update('device', undefined, vscode.ConfigurationTarget.Global);
    await parts.engine.restart();
    for (const directory of [folder, ...made]) rmSync(directory, { recursive: true, force: true });
  });

  async function train(): Promise<string> {
    const before = parts.training.latest?.run.id;
    await vscode.commands.executeCommand('convlens.train');
    const state = await eventually(() => parts.training.latest, (latest) => latest !== null && latest.run.id !== before);
    made.push(state!.run.directory);
    return state!.run.directory;
  }
  const info = (directory: string) => JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as RunInfo;
  const lossesOf = (directory: string) => readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as EpochMetrics).loss);
  const dieAfter = (runs: number) => writeFileSync(plan, JSON.stringify({ runs, message: cuda.message }));
  let whole: readonly number[];

  /** Trains until the device is lost, and looks at what is left and asked. */
  async function lose() {
    // The engine that was used before has counted its runs.
    await parts.engine.restart();
    dieAfter(14);
    const directory = await train();
    const [question] = await eventually(() => asked, ({ length }) => length > 0);
    const run = info(directory);
    assert.deepEqual([run.state, run.deviceLost, run.deviceId], ['interrupted', true, 'webgpu'], run.error ?? '');
    assert.ok(run.epochsDone > 0 && run.epochsDone < 6, String(run.epochsDone));
    assert.deepEqual(lossesOf(directory), whole.slice(0, run.epochsDone));
    for (let epoch = 1; epoch <= run.epochsDone; epoch++) assert.ok(existsSync(join(directory, 'checkpoints', `epoch-000${epoch}.keras`)));
    return { directory, question: question! };
  }

  it('trains there as long as it is there', async () => {
    const directory = await train();
    const run = await eventually(() => info(directory), ({ state }) => state === 'finished');
    assert.equal(run.deviceId, 'webgpu');
    whole = lossesOf(directory);
    assert.equal(whole.length, 6);
  });

  it('asks where to go on, and does nothing by itself', async () => {
    const { directory, question } = await lose();
    assert.match(question.message, /was interrupted\. The device Graphics processor \(WebGPU\) was lost: CUDA failure 719: unspecified launch failure\. Continue the run to go on after epoch \d\. The model of epoch \d is kept\.$/);
    assert.deepEqual(question.answers, ['Continue on This Device', 'Continue on the CPU', 'Stop Here']);
    await settle(1000);
    assert.deepEqual([parts.training.busy, info(directory).state], [null, 'interrupted']);
  });

  it('goes on there in a new engine when that is the answer, with the losses of a run that was never interrupted', async () => {
    const { directory, question } = await lose();
    const lost = parts.engine.pid;
    // The driver is there again before the person answers; the process that lost the device would not find it.
    rmSync(plan);
    question.choose('Continue on This Device');
    const run = await eventually(() => info(directory), ({ state }) => state === 'finished');
    assert.deepEqual([run.deviceId, run.deviceLost, run.error], ['webgpu', false, null]);
    assert.deepEqual(lossesOf(directory), whole);
    assert.notEqual(parts.engine.pid, lost);
  });

  it('says so where the device is still not there, and does not go on elsewhere', async () => {
    const { directory, question } = await lose();
    dieAfter(0);
    question.choose('Continue on This Device');
    const [, failure] = await eventually(() => asked, ({ length }) => length > 1);
    assert.match(failure!.message, /Graphics processor \(WebGPU\) cannot be used: .*CUDA failure 719/);
    assert.equal(info(directory).state, 'interrupted');
  });

  it('goes on on the processor when that is the answer', async () => {
    const { directory, question } = await lose();
    question.choose('Continue on the CPU');
    const run = await eventually(() => info(directory), ({ state }) => state === 'finished');
    assert.deepEqual([run.deviceId, run.deviceLost, asked.length], ['cpu', false, 1]);
    lossesOf(directory).forEach((loss, i) => assert.ok(Math.abs(loss - whole[i]!) <= 1e-4 * whole[i]!, `epoch ${i + 1}: ${loss} and ${whole[i]}`));
  });

  it('stops when that is the answer; the run can go on later from the list of runs', async () => {
    const { directory, question } = await lose();
    question.choose('Stop Here');
    await settle(1000);
    assert.equal(info(directory).state, 'interrupted');
    rmSync(plan);
    await parts.engine.restart();
    await vscode.commands.executeCommand('convlens.continueRun', { kind: 'run', directory });
    await eventually(() => info(directory), ({ state }) => state === 'finished');
    assert.deepEqual([info(directory).deviceId, lossesOf(directory)], ['webgpu', whole]);
  });

  it('says of a picture that the device was lost; the engine starts again by command, and the picture is there', async () => {
    const request = { subject: { weights: { kind: 'run', directory: made[0]!, epoch: 'last' }, image: { kind: 'dataset', split: 'train', index: 3 } }, layer: 'conv' };
    await parts.engine.restart();
    const expected = (await parts.engine.api.visualize('activations', request, 'a')) as ActivationsPicture;
    await parts.engine.restart();
    dieAfter(1);
    const asking = { ...request, subject: { ...request.subject, device: 'webgpu' } };
    await assert.rejects(parts.engine.api.visualize('activations', asking, 'b'), { name: 'UserError', message: /^The device Graphics processor \(WebGPU\) was lost: CUDA failure 719: unspecified launch failure\. Try again to open it anew/ });
    await assert.rejects(parts.engine.api.visualize('activations', asking, 'c'), { name: 'UserError', message: /was lost .* does not open again: .*ConvLens: Restart Engine/ });
    rmSync(plan);
    await vscode.commands.executeCommand('convlens.restartEngine');
    const again = (await parts.engine.api.visualize('activations', asking, 'd')) as ActivationsPicture;
    assert.equal(again.values.length, expected.values.length);
    again.values.forEach((value, i) => assert.ok(Math.abs(value - expected.values[i]!) < 1e-4));
  });
});

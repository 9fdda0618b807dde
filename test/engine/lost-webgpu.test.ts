/**
 * A graphics device that is really lost, between the steps of a training: onnxruntime's WebGPU runs on Chromium's software adapter through a driver
 * that tells VK_ERROR_DEVICE_LOST when it is told to. Needs that adapter and a C compiler.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { startEngine, type EngineClient } from '../../src/client/index.js';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics, RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import type { ActivationsPicture } from '../../src/visualizations/activations/contract.js';
import { npy } from './support/npy.js';
import { skip } from '../support/skip.js';

const adapter = '/usr/lib/chromium/libvk_swiftshader.so';
const entry = fileURLToPath(new URL('../support/engine-from-sources.cjs', import.meta.url));
const source = `
import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(4, 3, activation='relu', name='conv'), layers.Flatten(), layers.Dropout(0.2), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=4, batch_size=16)
`;

describe('a WebGPU device that its driver loses', function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'lost-'));
  const lost = join(folder, 'lost');
  let engine: EngineClient | undefined;
  let whole: readonly number[];

  before(function () {
    if (process.platform !== 'linux' || !existsSync(adapter) || spawnSync('cc', ['--version']).status !== 0) {
      return skip(this, `there is no software adapter at ${adapter}, or no C compiler`);
    }
    execFileSync('cc', ['-shared', '-fPIC', '-o', join(folder, 'driver.so'), join(process.cwd(), 'test', 'support', 'native', 'losing-driver.c'), '-ldl']);
    writeFileSync(join(folder, 'driver.json'), JSON.stringify({ file_format_version: '1.0.0', ICD: { api_version: '1.0.5', library_path: join(folder, 'driver.so') } }));
    const x = Float32Array.from({ length: 64 * 36 }, (_, i) => Math.sin(i * 12.9898));
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([64, 6, 6, 1], x), 'y.npy': npy([64], Uint8Array.from({ length: 64 }, (_, i) => Number(x[i * 36 + 7]! > 0))) }));
    // The driver's name must be known when the process starts; Chromium brings Vulkan's loader along where the system has none.
    const env = { LOST_FILE: lost, LOST_DRIVER: adapter, VK_ICD_FILENAMES: join(folder, 'driver.json'), XDG_RUNTIME_DIR: folder, NODE_OPTIONS: '', LD_LIBRARY_PATH: [dirname(adapter), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
    engine = startEngine({ entry, env });
  });
  after(async () => {
    await engine?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => rmSync(lost, { force: true }));

  function request(): TrainRequest {
    const [model] = analyze(source).models;
    assert.ok(model?.recipe);
    return { graph: model.graph, recipe: model.recipe, sourceFile: join(folder, 'net.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3, device: 'webgpu' };
  }

  /** Follows a training to its end; `at` is called after each epoch. */
  async function follow(begin: () => Promise<RunInfo>, at: (epoch: number) => void = () => undefined): Promise<RunInfo> {
    return new Promise((resolve, reject) => {
      const unlisten = engine!.listen({
        epochEnded: ({ epoch }) => at(epoch),
        runChanged(run) {
          if (['preparing', 'running', 'paused'].includes(run.state)) return;
          unlisten();
          resolve(run);
        },
      });
      begin().catch(reject);
    });
  }
  const lossesOf = ({ directory }: RunInfo): number[] => readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as EpochMetrics).loss);

  it('interrupts the run with the provider\'s reason; the same engine opens the device again, and the run goes on as if nothing had been', async () => {
    const first = await follow(() => engine!.api.train(request()));
    assert.deepEqual([first.state, first.error, first.deviceId], ['finished', null, 'webgpu']);
    whole = lossesOf(first);

    const run = await follow(() => engine!.api.train(request()), (epoch) => epoch === 2 && writeFileSync(lost, ''));
    assert.deepEqual([run.state, run.deviceLost], ['interrupted', true], run.error ?? '');
    assert.match(run.error!, /^The device Graphics processor \(WebGPU\) was lost: .*lost\. Continue the run to go on after epoch \d\.$/);
    assert.doesNotMatch(run.error!, /onnxruntime_src/);
    assert.deepEqual(lossesOf(run), whole.slice(0, run.epochsDone));

    await assert.rejects(engine!.api.continueRun({ runDirectory: run.directory }), { name: 'UserError', message: /does not open again: .*Restart Engine/ });
    rmSync(lost);
    const resumed = await follow(() => engine!.api.continueRun({ runDirectory: run.directory }));
    assert.deepEqual([resumed.state, resumed.deviceId, resumed.deviceLost], ['finished', 'webgpu', false], resumed.error ?? '');
    assert.deepEqual(lossesOf(resumed), whole);
  });

  it('is a sentence for a picture, which is there when it is asked for again', async () => {
    const run = await follow(() => engine!.api.train(request()));
    const asked = { subject: { weights: { kind: 'run', directory: run.directory, epoch: 'last' }, image: { kind: 'dataset', split: 'train', index: 3 }, device: 'webgpu' }, layer: 'conv' };
    const expected = (await engine!.api.visualize('activations', asked, 'a')) as ActivationsPicture;
    writeFileSync(lost, '');
    // Another image: what was computed for the first is remembered.
    const other = { ...asked, subject: { ...asked.subject, image: { ...asked.subject.image, index: 4 } } };
    await assert.rejects(engine!.api.visualize('activations', other, 'b'), { name: 'UserError', message: /^The device Graphics processor \(WebGPU\) was lost: .*lost\. Try again to open it anew/ });
    rmSync(lost);
    assert.deepEqual(((await engine!.api.visualize('activations', asked, 'c')) as ActivationsPicture).values, expected.values);
  });
});

/** Whole trainings and pictures on a device that is lost at one of their steps: nothing finished is lost, nothing goes on elsewhere unasked. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics, RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { Run, listRuns } from '../../src/engine/runs/run.js';
import { Devices } from '../../src/engine/service/devices.js';
import { Models } from '../../src/engine/service/models.js';
import { Trainings } from '../../src/engine/service/trainings.js';
import { computePicture } from '../../src/engine/service/visualize.js';
import type { Device } from '../../src/engine/trace/step.js';
import { resumeTraining, trainRun, type TrainListener } from '../../src/engine/training/train.js';
import { dyingDevice } from './support/dying.js';
import { losses } from './support/losses-of-devices.js';
import { npy } from './support/npy.js';

const source = `
import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(4, 3, activation='relu', name='conv'), layers.BatchNormalization(), layers.Flatten(), layers.Dropout(0.2), layers.Dense(2, activation='softmax')])
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.9)), 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(data['x'], data['y'], epochs=4, batch_size=16, validation_split=0.25)
model.evaluate(data['x'][:8], data['y'][:8])
`;
const never = Infinity;

function hearing(): TrainListener & { readonly epochs: EpochMetrics[]; readonly states: RunInfo[] } {
  const [epochs, states]: [EpochMetrics[], RunInfo[]] = [[], []];
  return { epochs, states, progress: () => undefined, log: () => undefined, epochEnded: (event) => void epochs.push(event), runChanged: (run) => void states.push(run) };
}

const numbers = (epochs: readonly EpochMetrics[]) => epochs.map(({ epoch, loss, metrics, validation }) => ({ epoch, loss, ...metrics, ...validation }));

describe('a device that is lost in the middle', function () {
  this.timeout(240_000);
  let folder: string;
  let whole: ReturnType<typeof numbers>;
  let test: RunInfo['test'];
  /** Runs of all steps of the whole training. */
  let total = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lost-'));
    const x = Float32Array.from({ length: 64 * 36 }, (_, i) => Math.sin(i * 12.9898));
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([64, 6, 6, 1], x), 'y.npy': npy([64], Uint8Array.from({ length: 64 }, (_, i) => Number(x[i * 36 + 7]! > 0))) }));
    const { device, runs } = dyingDevice(never);
    const heard = hearing();
    const info = await trainRun(request(), device, heard);
    assert.deepEqual([info.state, info.error, info.deviceId], ['finished', null, 'cuda']);
    [whole, test, total] = [numbers(heard.epochs), info.test, runs()];
    await device.dispose();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function request(): TrainRequest {
    const { graph, recipe } = analyze(source).models.find((model) => model.recipe !== null) ?? assert.fail('no model is trained');
    assert.ok(recipe);
    return { graph, recipe, sourceFile: join(folder, 'net.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 };
  }

  async function lostAt(runs: number, loss: (typeof losses)[number] = losses[0]): Promise<{ readonly info: RunInfo; readonly epochs: readonly EpochMetrics[] }> {
    const { device } = dyingDevice(runs, loss);
    const heard = hearing();
    const info = await trainRun(request(), device, heard);
    await device.dispose();
    return { info, epochs: heard.epochs };
  }

  for (const loss of losses) {
    it(`interrupts the training with the reason and what can be done, and keeps what is finished: ${loss.provider}`, async () => {
      const { info, epochs } = await lostAt(Math.floor(total / 2) + 2, loss);
      assert.ok(info.epochsDone > 0 && info.epochsDone < 4, String(info.epochsDone));
      assert.equal(info.error, `The device A graphics processor was lost: ${loss.reason} Continue the run to go on after epoch ${info.epochsDone}.`);
      assert.deepEqual([info.state, info.deviceLost, info.deviceId], ['interrupted', true, loss.provider]);
      assert.deepEqual(numbers(epochs), whole.slice(0, info.epochsDone));
      const run = await Run.open(info.directory);
      assert.deepEqual(await run.checkpoints(), epochs.map(({ epoch }) => epoch));
      assert.deepEqual(numbers(await run.metrics()), whole.slice(0, info.epochsDone));
      assert.ok(!existsSync(run.modelPath));
    });
  }

  it('at whichever step: the run that goes on gives the losses of one that was never interrupted', async () => {
    const seen = new Set<number>();
    // Every third run, and the last ones: steps, validations, what is looked at, and the test.
    for (const at of Array.from({ length: total }, (_, i) => i).filter((i) => i % 3 === 0 || i > total - 3)) {
      const { info } = await lostAt(at);
      seen.add(info.epochsDone);
      const { device } = dyingDevice(never);
      const heard = hearing();
      if (info.state === 'finished') {
        // All epochs were done: only the test data was still to be evaluated.
        assert.deepEqual([info.epochsDone, info.test, existsSync(join(info.directory, 'model.keras'))], [4, null, true]);
        assert.match(info.warnings!.join(), /was lost: CUDA failure 719: unspecified launch failure\. The model is kept; the test data was not evaluated\./);
      } else {
        const resumed = await (await resumeTraining(info.directory, device, heard)).done;
        assert.deepEqual([resumed.state, resumed.deviceLost, resumed.error], ['finished', false, null], `lost at run ${at}`);
        assert.deepEqual(numbers(heard.epochs), whole.slice(info.epochsDone), `lost at run ${at}`);
        assert.deepEqual(resumed.test, test);
      }
      assert.deepEqual(numbers(await (await Run.open(info.directory)).metrics()), whole, `lost at run ${at}`);
      await device.dispose();
    }
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
  });

  it('goes on where the run was and on no other device, unless one is named', async () => {
    const opened: (string | undefined)[] = [];
    let works = true;
    const devices = new Devices(async (id) => {
      opened.push(id);
      if (id === 'cpu') return openDevice('cpu');
      if (!works) throw new Error('no driver');
      return dyingDevice(opened.length === 1 ? 14 : never).device;
    });
    const heard = hearing();
    const trainings = new Trainings(devices, { ...heard, preparing: () => undefined, partial: () => undefined });
    const end = async (): Promise<RunInfo> => {
      for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((wait) => setTimeout(wait, 5))) {
        const last = heard.states.at(-1);
        if (last && ['interrupted', 'finished', 'failed'].includes(last.state)) return last;
      }
      return assert.fail('the training did not end');
    };
    const started = await trainings.start(request());
    const interrupted = await end();
    assert.deepEqual([interrupted.state, interrupted.deviceLost, opened], ['interrupted', true, [undefined]]);
    heard.states.length = 0;
    works = false;
    await assert.rejects(trainings.continue({ runDirectory: started.directory }), { name: 'UserError', message: /^The run ".*" was on A graphics processor\. The device A graphics processor was lost \(CUDA failure 719: unspecified launch failure\.\) and does not open again: no driver\. Choose another device, .*Restart Engine.* To go on elsewhere, choose the device/ });
    assert.ok(!opened.includes('cpu'), 'the processor is never taken unasked');
    assert.equal((await listRuns(join(folder, 'runs'))).find(({ id }) => id === started.id)?.state, 'interrupted');
    works = true;
    await trainings.continue({ runDirectory: started.directory });
    const ended = await end();
    assert.deepEqual([ended.state, ended.device, ended.deviceId], ['finished', 'A graphics processor', 'cuda']);
    assert.deepEqual(numbers(heard.epochs), whole);
    assert.deepEqual(opened, [undefined, 'cuda', 'cuda']);
    await trainings.dispose();
    await devices.dispose();
  });

  it('goes on on the processor when that is chosen, to the same losses but for rounding', async () => {
    const { info } = await lostAt(Math.floor(total / 2) + 2);
    const device = await openDevice('cpu');
    const heard = hearing();
    const resumed = await (await resumeTraining(info.directory, device, heard)).done;
    assert.deepEqual([resumed.state, resumed.deviceId, resumed.device], ['finished', 'cpu', device.info.label]);
    heard.epochs.forEach(({ epoch, loss }) => {
      const expected = whole[epoch - 1]!.loss;
      assert.ok(Math.abs(loss - expected) <= 1e-4 * expected, `epoch ${epoch}: ${loss} and ${expected}`);
    });
    assert.equal(heard.epochs.length, 4 - info.epochsDone);
    await device.dispose();
  });

  describe('of pictures', () => {
    const side = { partial: () => undefined, signal: new AbortController().signal };
    let subject: object;
    before(async () => {
      const { device } = dyingDevice(never);
      const info = await trainRun(request(), device, hearing());
      subject = { weights: { kind: 'run', directory: info.directory, epoch: 'last' }, image: { kind: 'dataset', split: 'train', index: 3 } };
      await device.dispose();
    });
    const plain = (picture: unknown): unknown => JSON.parse(JSON.stringify(picture, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value)));

    for (const [id, rest] of [['activations', { layer: 'conv' }], ['filters', { layer: 'conv', filters: null, steps: 5, stepSize: 1, seed: 1 }], ['cam', { method: 'grad-cam', layer: 'conv', target: null }]] as const) {
      it(`says so, and gives the same picture when it is asked for again: ${id}`, async () => {
        const asked = { subject: id === 'filters' ? { ...subject, image: null } : subject, ...rest };
        const healthy = dyingDevice(never);
        const well = new Models(new Devices(async () => healthy.device));
        const expected = plain(await computePicture(id, asked, well, side));
        const runs = healthy.runs();
        assert.ok(runs > 0);
        for (let at = 0; at < runs; at++) {
          const made: Device[] = [];
          const devices = new Devices(async () => {
            made.push(dyingDevice(made.length === 0 ? at : never).device);
            return made.at(-1)!;
          });
          const models = new Models(devices);
          await assert.rejects(computePicture(id, asked, models, side), { name: 'UserError', message: 'The device A graphics processor was lost: CUDA failure 719: unspecified launch failure. Try again to open it anew, or choose another device (ConvLens: Select Device, or --backend).' });
          assert.deepEqual(plain(await computePicture(id, asked, models, side)), expected);
          assert.equal(made.length, 2);
          await models.dispose();
          await devices.dispose();
        }
        await well.dispose();
        await healthy.device.dispose();
      });
    }
  });
});

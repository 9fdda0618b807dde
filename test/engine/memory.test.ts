import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import type { RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { isOutOfMemory, memoryLimit, readMemory } from '../../src/engine/devices/memory.js';
import type { Device } from '../../src/engine/trace/step.js';
import { MemoryWatch, shortage, shortageBehind } from '../../src/engine/training/memory-watch.js';
import { memoryOf } from '../../src/engine/training/preflight/memory.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { startTraining, type TrainListener } from '../../src/engine/training/train.js';
import { npy } from './support/npy.js';

const giga = 2 ** 30;
const source = `
import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((4,)), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=2, batch_size=16)
`;

describe('memory of a training', () => {
  it('reads this process: what it holds is less than what it may hold, which is no more than the machine has', () => {
    const { resident, limit, free } = readMemory();
    assert.ok(resident > 2 ** 20 && resident < limit, `${resident} of ${limit}`);
    assert.ok(free > 0 && free <= totalmem());
    assert.equal(limit, memoryLimit());
    assert.ok(limit <= totalmem());
  });

  it('there is room, or a sentence with what is held, what there is and the next step', () => {
    assert.equal(shortage({ resident: 8 * giga, limit: 16 * giga, free: 6 * giga }, 64), null);
    assert.equal(shortage({ resident: 15 * giga, limit: 16 * giga, free: 2 * giga }, 64), 'Memory runs short. The training holds 15.00 GB of the 16.00 GB that it may take. When nothing is left, the system ends the engine, and the epoch under way is lost. Train with a smaller batch (batch_size=32) or smaller images.');
    assert.match(shortage({ resident: 3 * giga, limit: 16 * giga, free: giga / 4 }, 1)!, /holds 3\.00 GB, and of the machine's memory only 256\.00 MB are left for all programs\..* Train with smaller images or a smaller model\.$/);
  });

  it('looks every two seconds and speaks once', () => {
    let [time, reads] = [0, 0];
    const watch = new MemoryWatch(8, () => ({ resident: ++reads > 1 ? 15 * giga : giga, limit: 16 * giga, free: 9 * giga }), () => time);
    const said: (string | null)[] = [];
    for (time = 0; time <= 8000; time += 500) said.push(watch.look());
    assert.equal(reads, 2);
    assert.deepEqual(said.flatMap((sentence, i) => (sentence === null ? [] : [i])), [4]);
  });

  it('knows the failures of onnxruntime, V8 and Node that mean it, and no others', () => {
    const failures = ['std::bad_alloc', 'Failed to allocate memory for requested buffer of size 4294967296', 'Array buffer allocation failed', 'CUDA failure 2: out of memory', 'Worker terminated due to reaching memory limit: JS heap out of memory'];
    assert.deepEqual(failures.filter((message) => !isOutOfMemory(message)), []);
    assert.equal(shortageBehind('Non-zero status code returned while running Conv node.', 32), null);
    assert.equal(shortageBehind(failures[0]!, 32), 'The memory did not suffice for a batch of 32 (std::bad_alloc). Train with a smaller batch (batch_size=16) or smaller images.');
  });

  it('is estimated from the parts that the panel names, and grows with the batch', () => {
    const { graph, recipe } = analyze(source).models.at(-1)!;
    const plan = planTraining(graph, recipe!, [{ shape: [], dtype: 'int32' }], source);
    const [small, large] = [memoryOf(plan, 16), memoryOf(plan, 1600)];
    for (const { weights, optimizer, gradients, activations, copies, input, total } of [small, large]) assert.equal(weights + optimizer + gradients + activations + copies + input, total);
    assert.equal(small.weights, 4 * (4 * 2 + 2));
    assert.ok(large.activations > 50 * small.activations);
  });

  it('is estimated for a first convolution over volumes without all places of its kernel beside one another', () => {
    const volumes = source.replace('keras.Input((4,))', "keras.Input((32, 32, 32, 1)), layers.Conv3D(16, 3, padding='same'), layers.MaxPooling3D(), layers.Flatten()");
    const { graph, recipe } = analyze(volumes).models.at(-1)!;
    const { activations } = memoryOf(planTraining(graph, recipe!, [{ shape: [], dtype: 'int32' }], volumes), 16);
    const places = 4 * 16 * 32 ** 3;
    // What the convolution gives is there whole; its gradient, and the 27 slices that it is multiplied with, of a few images at a time.
    assert.ok(activations >= places * 16 && activations < places * (16 + 27), `${activations / places} numbers a place`);
  });

  describe('in a run', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'memory-'));
      writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([64, 4], Float32Array.from({ length: 256 }, (_, i) => Math.sin(i))), 'y.npy': npy([64], Uint8Array.from({ length: 64 }, (_, i) => i % 2)) }));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const request = (): TrainRequest => {
      const { graph, recipe } = analyze(source).models.at(-1)!;
      return { graph, recipe: recipe!, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 };
    };
    const listener: TrainListener = { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined };
    const ended = async (device: Device, held = giga): Promise<RunInfo> => (await startTraining(request(), device, listener, () => ({ resident: held, limit: 16 * giga, free: 9 * giga }))).done;

    it('shows the shortage among the warnings, and goes on', async () => {
      const short = await ended(createEagerDevice(), 15.5 * giga);
      assert.equal(short.state, 'finished');
      assert.deepEqual(short.warnings?.filter((line) => line.startsWith('Memory')), [shortage({ resident: 15.5 * giga, limit: 16 * giga, free: 9 * giga }, 16)]);
      assert.deepEqual((await ended(createEagerDevice())).warnings, []);
    });

    it('says what to do where the step finds no memory', async () => {
      const eager = createEagerDevice();
      const device: Device = { info: eager.info, lost: null, createState: (values) => eager.createState(values), dispose: () => eager.dispose(), compile: async (definition) => ({ ...(await eager.compile(definition)), run: () => Promise.reject(new Error('Failed to allocate memory for requested buffer of size 17179869184.')) }) };
      const { state, error } = await ended(device);
      assert.equal(state, 'failed');
      assert.equal(error, 'The memory did not suffice for a batch of 16 (Failed to allocate memory for requested buffer of size 17179869184). Train with a smaller batch (batch_size=8) or smaller images.');
    });
  });
});

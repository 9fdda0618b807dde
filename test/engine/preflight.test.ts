/** What is said of a training before it starts, held against what it then does: a network that stands in no sample, with branches, other normalizations and a transposed convolution. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics, TrainRequest } from '../../src/core/protocol/engine.js';
import { listDevices, openDevice } from '../../src/engine/devices/open.js';
import { preflight, verdict, whyOf } from '../../src/engine/training/preflight/preflight.js';
import { trainRun } from '../../src/engine/training/train.js';
import { npy } from './support/npy.js';

const source = `
import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
inputs = keras.Input((40, 36, 3))
x = layers.Conv2D(12, 5, strides=2, padding='same')(inputs)
x = layers.GroupNormalization(groups=4)(x)
x = layers.Activation('gelu')(x)
left = layers.SeparableConv2D(20, 3, padding='same', activation='swish')(x)
right = layers.Conv2D(20, 3, padding='same', dilation_rate=2, groups=4)(x)
x = layers.Concatenate()([left, layers.LayerNormalization()(right)])
x = layers.Conv2DTranspose(10, 3, strides=2, padding='same', activation='elu')(x)
x = layers.AveragePooling2D(4)(x)
x = layers.SpatialDropout2D(0.1)(x)
outputs = layers.Dense(5, activation='softmax')(layers.GlobalMaxPooling2D()(x))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.AdamW(0.001), 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(data['x'], data['y'], epochs=3, batch_size=24, validation_split=0.2)
`;

describe('what is said before a training', function () {
  this.timeout(120_000);
  let folder: string;
  let request: TrainRequest;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-'));
    const count = 300;
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([count, 40, 36, 3], Float32Array.from({ length: count * 4320 }, (_, i) => Math.sin(i * 0.7))), 'y.npy': npy([count], Uint8Array.from({ length: count }, (_, i) => i % 5)) }));
    const [model] = analyze(source).models;
    assert.ok(model?.recipe);
    assert.deepEqual(model.recipe.unknowns, []);
    request = { graph: model.graph, recipe: model.recipe, sourceFile: join(folder, 'net.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 2 };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is what then happens: samples, steps, seconds of an epoch; and leaves nothing behind', async () => {
    const device = await openDevice('cpu');
    const devices = await listDevices();
    const said = await preflight(request, device, devices, { signal: new AbortController().signal });
    assert.deepEqual([said.training, said.validation, said.epochs, said.steps, said.eager], [240, 60, 3, 10, null]);
    assert.ok(!existsSync(request.runsDirectory));
    assert.ok(said.measuredSteps > 1 && said.secondsPerStep > 0);
    assert.ok(said.memory && said.memory.weights > 0 && said.memory.activations > 0);
    // Weights: what the analysis counts, four bytes each.
    const counted = analyze(source).models[0]!.parameters.total!;
    assert.equal(said.memory.weights, 4 * counted);
    assert.equal(said.fits, verdict(said.memory, device.info.memoryBytes));

    const epochs: EpochMetrics[] = [];
    const { state, error } = await trainRun(request, device, { progress: () => undefined, epochEnded: (event) => void epochs.push(event), runChanged: () => undefined, log: () => undefined });
    assert.deepEqual([state, error], ['finished', null]);
    const quickest = Math.min(...epochs.map(({ seconds }) => seconds));
    const slowest = Math.max(...epochs.map(({ seconds }) => seconds));
    // Other programs take their share at one time and not at another.
    assert.ok(said.secondsPerEpoch > quickest / 3 && said.secondsPerEpoch < 3 * slowest, `${said.secondsPerEpoch.toFixed(2)} s were said, and epochs took ${quickest.toFixed(2)} to ${slowest.toFixed(2)} s`);
    await device.dispose();
  });

  it('says which device and why, with what is not usable before it', async () => {
    const devices = await listDevices();
    const best = devices.find(({ usable }) => usable)!;
    const why = whyOf(best, undefined, devices);
    assert.match(why, /^It is the first usable device in the order of speed\./);
    for (const { label, reason } of devices.slice(0, devices.indexOf(best))) assert.ok(why.includes(`${label}: ${reason!.replace(/\.$/, '')}`), label);
    assert.equal(whyOf({ id: 'cpu' }, 'cpu', devices), 'It was chosen.');
  });

  it('says no, or hardly, where the memory does not suffice, and nothing where it is not known', () => {
    const memory = { batch: 8, weights: 1, optimizer: 1, gradients: 1, activations: 1, copies: 1, input: 1, total: 1000 };
    assert.deepEqual([verdict(memory, 999), verdict(memory, 1200), verdict(memory, 4000), verdict(memory, null), verdict(null, 4000)], ['no', 'tight', 'yes', 'unknown', 'unknown']);
  });
});

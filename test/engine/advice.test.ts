/** Advice on real trainings that have a fault, and on one that has none. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { readLatest } from '../../src/client/runs/inspections.js';
import { analyze } from '../../src/core/analyze.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { trainRun } from '../../src/engine/training/train.js';
import type { TrainingMessage } from '../../src/visualizations/training/contract.js';
import { TrainingRecord } from '../../src/visualizations/training/record.js';
import { npy } from './support/npy.js';

describe('advice on real trainings', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'advice-'));
    const count = 240;
    const x = Float32Array.from({ length: count * 4 }, (_, i) => Math.sin(i * 12.9898) * 2);
    const y = Uint8Array.from({ length: count }, (_, i) => Number(x[i * 4]! + x[i * 4 + 1]! > 0));
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([count, 4], x), 'y.npy': npy([count], y) }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Trains and tells what the panel would say. */
  async function advised(layers: string, optimizer: string, epochs = 3): Promise<readonly TrainingMessage[]> {
    const source = `import numpy as np\nimport keras\nfrom keras import layers\ndata = np.load('data.npz')\nmodel = keras.Sequential([keras.Input((4,)), ${layers}, layers.Dense(2, activation='softmax')])\nmodel.compile(${optimizer}, 'sparse_categorical_crossentropy', metrics=['accuracy'])\nmodel.fit(data['x'], data['y'], epochs=${epochs}, batch_size=24, validation_split=0.25)\n`;
    const { graph, recipe } = analyze(source).models[0]!;
    let record: TrainingRecord | null = null;
    const info = await trainRun({ graph, recipe: recipe!, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 }, createEagerDevice(), {
      progress: (event) => record?.progressed(event), epochEnded: (event) => record?.epochEnded(event), log() {},
      runChanged: (run) => (record ??= new TrainingRecord(run)).changed(run),
    });
    assert.equal(info.state, 'finished', info.error ?? '');
    const told = record as TrainingRecord | null;
    assert.ok(told);
    told.lookedAt(await readLatest(info.directory));
    return told.state().messages.filter(({ text }) => !info.warnings?.includes(text));
  }

  it('says nothing of a training that goes well', async () => {
    assert.deepEqual(await advised("layers.Dense(16, activation='relu')", 'keras.optimizers.Adam(0.005)', 5), []);
  });

  const silenced = "layers.Dense(16, activation='relu', bias_initializer=keras.initializers.Constant(-100.0))";
  const sigmoids = Array.from({ length: 12 }, () => "layers.Dense(8, activation='sigmoid')").join(', ');
  for (const [what, layers, optimizer, text, place] of [
    ['dead units', silenced, "'adam'", /^16 of the 16 units of dense .*give 0 for every image/, { kind: 'layer', layer: 'dense' }],
    ['vanishing gradients', sigmoids, 'keras.optimizers.SGD(0.01)', /vanishes on the way/, { kind: 'layer', layer: 'dense' }],
    ['a learning rate that is too low', "layers.Dense(16, activation='relu')", 'keras.optimizers.SGD(1e-7)', /learning rate is probably too low/, { kind: 'recipe', part: 'optimizer' }],
    ['a learning rate that is too high', "layers.Dense(16, activation='tanh')", 'keras.optimizers.Adam(5.0)', /learning rate is probably too high/, { kind: 'recipe', part: 'optimizer' }],
    ['exploding gradients', "layers.Dense(64, kernel_initializer=keras.initializers.RandomNormal(stddev=300.0)), layers.Dense(64, kernel_initializer=keras.initializers.RandomNormal(stddev=300.0))", 'keras.optimizers.SGD(1e-12)', /gradients explode/, 'layer'],
    ['one class for all', silenced, 'keras.optimizers.SGD(0.0)', /the model gives “\d” to 100\.0 % of the images/, { kind: 'recipe', part: 'compile' }],
  ] as const) {
    it(`names ${what}, with the place`, async () => {
      const found = await advised(layers, optimizer);
      const message = found.find((each) => text.test(each.text));
      assert.ok(message, found.map((each) => each.text).join('\n') || 'nothing was said');
      if (place === 'layer') assert.equal(message.place?.kind, place);
      else assert.deepEqual(message.place, place);
    });
  }

  it('names a loss that is not a number', async () => {
    const found = await advised("layers.Dense(16)", 'keras.optimizers.SGD(1e38)');
    assert.match(found.map(({ text }) => text).join('\n'), /not a number since epoch 1/);
  });
});

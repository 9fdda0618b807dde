/** Layers of the user's that do something with masks: what is not followed is said before a training starts, with the line. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { listRuns } from '../../src/engine/runs/run.js';
import type { Device } from '../../src/engine/trace/step.js';
import { trainRun } from '../../src/engine/training/train.js';
import { npy } from './support/npy.js';

const sourceOf = (body: string, { masked = true, before = '' } = {}): string => `import numpy as np
import keras
from keras import layers, ops
class Pool(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.dense = layers.Dense(4)
${before}${body}
data = np.load('data.npz')
inputs = keras.Input((6,), dtype='int32')
x = layers.Embedding(20, 4, mask_zero=${masked ? 'True' : 'False'})(inputs)
x = Pool()(x)
x = layers.Flatten()(x)
model = keras.Model(inputs, layers.Dense(2, activation='softmax')(x))
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=1, batch_size=16)
`;
const taking = `    def call(self, x, mask=None):
        x = self.dense(x)
        if mask is not None:
            x = x * ops.cast(ops.expand_dims(mask, -1), 'float32')
        return x`;
const plain = `    def call(self, x):
        return self.dense(x)`;

describe('masks and layers of the user\'s', function () {
  this.timeout(60_000);
  let folder: string;
  let device: Device;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'masks-'));
    device = await openDevice('cpu');
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([32, 6], Float32Array.from({ length: 192 }, (_, i) => (i * 7) % 20)), 'y.npy': npy([32], Uint8Array.from({ length: 32 }, (_, i) => i % 2)) }));
  });
  after(async () => {
    await device.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const train = async (sourceText: string) => {
    const [model] = analyze(sourceText).models;
    assert.ok(model?.recipe);
    const { state, error } = await trainRun({ graph: model.graph, recipe: model.recipe, sourceFile: join(folder, 'net.py'), sourceText, runsDirectory: join(folder, 'runs'), seed: 1 }, device, { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined });
    return [state, error];
  };

  for (const [what, source] of [
    ['a `call` with an argument mask', sourceOf(taking)],
    ['supports_masking set in __init__', sourceOf(plain, { before: '        self.supports_masking = True\n' })],
    ['supports_masking of the class', sourceOf(plain).replace('(layers.Layer):', '(layers.Layer):\n    supports_masking = True')],
    ['a compute_mask of its own', sourceOf(`${plain}\n    def compute_mask(self, inputs, mask=None):\n        return mask`)],
  ] as const) {
    it(`are refused before the start where the one is handed the other: ${what}`, async () => {
      const at = source.split('\n').findIndex((text) => text.includes('Pool()(x)')) + 1;
      await assert.rejects(train(source), { name: 'UserError', message: `The layer "pool" (Pool) (line ${at}) is handed a mask by a layer before it, such as Embedding(mask_zero=True) or Masking, and what it does with it cannot be followed here. Train this model with Keras, or hide the steps with a tensor of the model's own.` });
      assert.deepEqual(await listRuns(join(folder, 'runs')), []);
    });
  }

  for (const [what, source] of [
    ['no mask reaches the layer', sourceOf(taking, { masked: false })],
    ['the mask ends before the layer', sourceOf(taking).replace('x = Pool()(x)', 'x = layers.Reshape((6, 4))(layers.Flatten()(x))\nx = Pool()(x)')],
    ['the layer has nothing to do with masks', sourceOf(plain)],
  ] as const) {
    it(`train where ${what}`, async () => {
      assert.deepEqual(await train(source), ['finished', null]);
      rmSync(join(folder, 'runs'), { recursive: true, force: true });
    });
  }
});

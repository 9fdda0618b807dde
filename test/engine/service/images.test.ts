import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { RunData } from '../../../src/engine/pictures/open.js';
import { Run } from '../../../src/engine/runs/run.js';
import { imagesAt, listImages } from '../../../src/engine/service/images.js';
import { trainRun } from '../../../src/engine/training/train.js';
import { npy } from '../support/npy.js';

describe('images of a run, to choose from', function () {
  this.timeout(240_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'chosen-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Trains for one epoch on six images of 2 x 2 bytes with these targets. */
  async function trained(shape: readonly number[], targets: Float32Array, units: number): Promise<string> {
    writeFileSync(join(folder, 'x.npy'), npy([6, 2, 2, 1], Float32Array.from({ length: 24 }, (_, i) => (i < 4 ? i / 4 : 10 * i))));
    writeFileSync(join(folder, 'y.npy'), npy(shape, targets));
    const text = `
import keras, numpy as np
from keras import layers
model = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(${units})])
model.compile("sgd", "mse")
model.fit(np.load("x.npy") / 255.0, np.load("y.npy"), epochs=1, batch_size=2)
`;
    const { graph, recipe } = analyze(text).models[0]!;
    const info = await trainRun({ graph, recipe: recipe!, sourceFile: join(folder, 'a.py'), sourceText: text, runsDirectory: join(folder, 'runs'), seed: 1 }, createEagerDevice(), { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined });
    assert.equal(info.error, null);
    return info.directory;
  }

  it('are listed by class, as bytes that people know', async () => {
    const runDirectory = await trained([6, 3], Float32Array.of(0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1), 3);
    const { total, images, classes } = await listImages({ runDirectory, split: 'train', from: 1, count: 2, label: 1 });
    assert.deepEqual([total, images.map(({ index, label }) => [index, label])], [3, [[2, 1], [4, 1]]]);
    assert.deepEqual(classes.map(({ label, count }) => [label, count]), [[0, 1], [1, 3], [2, 2]]);
    const [first, third] = await imagesAt({ runDirectory, split: 'train', indices: [0, 2, 99] });
    // Each image by its own values: one saved between 0 and 1 is not dark because another one is not.
    assert.deepEqual([[...first!.pixels], [...third!.pixels], third!.label], [[0, 64, 128, 191], [80, 90, 100, 110], 1]);
  });

  it('have no classes where targets are numbers, or rows that are not one-hot', async () => {
    for (const [shape, targets, units] of [[[6, 1], Float32Array.of(0, 1, 2, 3, 4, 0.5), 1], [[6, 2], Float32Array.of(0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1), 2]] as const) {
      const { total, images, classes } = await listImages({ runDirectory: await trained(shape, targets, units), split: 'train', from: 0, count: 10 });
      assert.deepEqual([total, images.map(({ label }) => label), classes], [6, [null, null, null, null, null, null], []]);
    }
  });

  it('are those of the training where the file names none to test with, and say so by their title; a list of them is refused', async () => {
    const runDirectory = await trained([6, 1], Float32Array.of(0, 1, 2, 0, 1, 2), 1);
    const { title, label } = await new RunData(await Run.open(runDirectory)).image('test', 1);
    assert.deepEqual([title, label], ['train #1 "1"', 1]);
    await assert.rejects(listImages({ runDirectory, split: 'test', from: 0, count: 1 }), /names no test data\. Choose an image of the training data, or a file\.$/);
  });
});

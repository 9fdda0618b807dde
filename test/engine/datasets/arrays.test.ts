import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { rowsOf, sliceRows, space } from '../../../src/engine/datasets/rows.js';
import { applySteps } from '../../../src/engine/datasets/steps.js';
import { batches } from '../../../src/engine/training/batches.js';
import type { DataStep } from '../../../src/core/recipe/types.js';

const rows = (count: number) => rowsOf({ shape: [count, 2], values: Float32Array.from({ length: count * 2 }, (_, i) => i) });

describe('arrays as a recipe prepares them', () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'no cache-'));
  const before = process.env.KERAS_HOME;
  // Without Keras's cache the bundled 20,000 training images are what there is.
  beforeEach(() => void (process.env.KERAS_HOME = nowhere));
  after(() => {
    if (before === undefined) delete process.env.KERAS_HOME;
    else process.env.KERAS_HOME = before;
    rmSync(nowhere, { recursive: true, force: true });
  });

  const source = (slice: string): string => `
import keras
from keras.datasets import mnist
(x, y), _ = mnist.load_data()
x, y = x${slice}, y${slice}
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
model.compile('sgd', 'mse')
model.fit(x, y)
`;
  const open = (slice: string): Promise<OpenData> => openData(analyze(source(slice)).models[0]!.recipe!.train!, { sourceFile: '/x.py', sourceText: source(slice), missingDataset: 'bundled' });

  for (const [slice, count, note] of [
    ['[:1280]', 1280, null],
    ['[5000:]', 15000, /\[5000:\] \(line \d+\) takes 15,000 samples, where the whole dataset would give 55,000/],
    ['[:50000]', 20000, /takes 20,000 samples, where the whole dataset would give 50,000/],
    ['[-100:]', 100, null],
    ['[1000:3000][:500]', 500, null],
    ['', 20000, null],
  ] as const) {
    it(`x${slice} of a subset of 20,000 images is ${count}${note ? ', and that is said' : ''}`, async () => {
      const { x, y, notes, title } = await open(slice);
      assert.equal(x.count, count);
      assert.equal(y.count, count);
      assert.equal(notes.length, note ? 1 : 0);
      if (note) assert.match(notes[0]!, note);
      assert.equal(title.includes('of them used'), count !== 20000);
    });
  }

  it('a slice behind the subset: a sentence that says what there is', async () => {
    await assert.rejects(open('[50000:]'), /has no samples.*has 20,000 of them.*Get the whole dataset/);
  });

  it('a number of samples that is written out for the whole dataset still fits its part', async () => {
    const part = { ...rows(6), nominal: 60 };
    assert.deepEqual((await applySteps(part, [{ op: 'reshape', shape: [60, 2, 1] }])).shape, [2, 1]);
    await assert.rejects(applySteps(part, [{ op: 'reshape', shape: [7, 2, 1] }]), /cannot be reshaped/);
    assert.equal(sliceRows(part, 0, 30).nominal, 30);
  });

  it('ImageDataGenerator.flow takes its share for validation from the start', async () => {
    const [valid, train] = [await applySteps(rows(11), [{ op: 'share', from: 0, to: 0.3 }]), await applySteps(rows(11), [{ op: 'share', from: 0.3, to: 1 }])];
    const values = space(train, 1);
    await train.read([0], values);
    assert.deepEqual([valid.count, train.count, values[0]], [3, 8, 6]);
  });

  it('a step that is not known is named, not skipped', async () => {
    await assert.rejects(applySteps(rows(2), [{ op: 'mystery' } as unknown as DataStep]), /"mystery"/);
    const images = rowsOf({ shape: [1, 2, 2, 1], values: new Float32Array(4) });
    await assert.rejects(applySteps(images, [{ op: 'augment', parts: [{ className: 'RandomZebra', config: {}, span: null }] }]), /RandomZebra/);
  });

  describe('batches', () => {
    const data = (count: number, missing: readonly number[] = []) => {
      const y = rowsOf({ shape: [count], values: Int32Array.from({ length: count }, (_, i) => i) });
      return { x: rows(count), y: { ...y, read: (indices: ArrayLike<number>, into: Float32Array | Int32Array) => (void y.read(indices, into), Array.from(indices).flatMap((index, i) => (missing.includes(index) ? [i] : []))) } };
    };
    async function labels(count: number, missing: readonly number[], batchSize: number, sizes: readonly number[] | null = null): Promise<number[][]> {
      const found: number[][] = [];
      for await (const { size, inputs } of batches(data(count, missing), { order: Array.from({ length: count }, (_, i) => i), batchSize, sizes, inputs: [{ dtype: 'float32' }], targets: [{ shape: [], dtype: 'int32' }] })) {
        assert.deepEqual([...inputs['x0']!].filter((_, i) => i % 2 === 0), [...inputs['y0']!].map((label) => label * 2), 'inputs and targets stay together');
        assert.equal(inputs['y0']!.length, size);
        found.push([...inputs['y0']!]);
      }
      return found;
    }

    it('all rows once, the last batch smaller', async () => assert.deepEqual(await labels(7, [], 3), [[0, 1, 2], [3, 4, 5], [6]]));
    it('rows that cannot be read are left out, and those behind move up', async () => assert.deepEqual(await labels(8, [1, 2, 6], 3), [[0, 3, 4], [5, 7]]));
    it('batches of sizes of their own: those behind a row that cannot be read stay where they are', async () => assert.deepEqual(await labels(7, [0, 3, 4], 3, [3, 2, 2]), [[1, 2], [5, 6]]));
    it('no row can be read: no batch', async () => assert.deepEqual(await labels(4, [0, 1, 2, 3], 2), []));
    it('fewer rows than a batch', async () => assert.deepEqual(await labels(2, [], 8), [[0, 1]]));
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space, type Pass } from '../../../src/engine/datasets/rows.js';
import { picture, writePng } from '../support/pictures.js';

const program = (map: string, augment = 'layers.RandomFlip("horizontal"), layers.RandomTranslation(0.3, 0.3)'): string => `
import keras
from keras import layers
augment = keras.Sequential([${augment}])
data = keras.utils.image_dataset_from_directory("pets", image_size=(9, 8), batch_size=4, shuffle=False)
data = data.map(${map})
model = keras.Sequential([layers.Input((9, 8, 3)), layers.Flatten(), layers.Dense(2, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(data, epochs=2)
`;

describe('random layers applied to the data', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'augment-'));
    for (const name of ['cats', 'dogs']) {
      mkdirSync(join(folder, 'pets', name), { recursive: true });
      for (let i = 0; i < 3; i++) await writePng(join(folder, 'pets', name, `${i}.png`), picture(9, 8, 3));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function open(text: string): Promise<OpenData> {
    const { recipe } = analyze(text).models.at(-1)!;
    assert.ok(recipe?.train, recipe?.unknowns.map(({ reason }) => reason).join());
    return openData(recipe.train, { sourceFile: join(folder, 'a.py'), sourceText: text });
  }
  async function read({ x }: OpenData, indices: number[], pass?: Pass): Promise<string> {
    const values = space(x, indices.length);
    await x.read(indices, values, pass);
    return String(values);
  }

  it('change an image in all epochs as in the first where cache() is behind them, and anew where it is before', async () => {
    const text = program('lambda x, y: (augment(x, training=True), y)');
    const passes = async (source: string): Promise<number> => {
      const data = await open(source);
      const read0 = await Promise.all([0, 1, 2].map((epoch) => read(data, [1], { seed: 7, epoch })));
      assert.notEqual(read0[0], await read(data, [1]));
      return new Set(read0).size;
    };
    assert.equal(await passes(text.replace('.map(', '.cache().map(')), 3);
    assert.equal(await passes(text.replace('y))', 'y)).cache()')), 1);
  });

  it('change an image anew in each epoch, in the same way whatever it is read with', async () => {
    const data = await open(program('lambda x, y: (augment(x, training=True) / 255.0, y)'));
    const still = await read(data, [1]);
    assert.equal(still, String(Float32Array.from(picture(9, 8, 3).values, (value) => value / 255)));
    const passes = await Promise.all([0, 1, 2].map((epoch) => read(data, [1], { seed: 7, epoch })));
    assert.equal(new Set([still, ...passes]).size, 4);
    assert.equal(await read(data, [1], { seed: 7, epoch: 1 }), passes[1]);
    const both = (await read(data, [4, 1], { seed: 7, epoch: 2 })).split(',');
    assert.equal(both.slice(both.length / 2).join(), passes[2]);
    assert.notEqual(both.slice(0, both.length / 2).join(), passes[2], 'another image, changed in another way');
  });

  it('flip about half of the images and leave the others', async () => {
    const data = await open(program('lambda x, y: (augment(x), y)', 'layers.RandomFlip("horizontal")'));
    const flips = await Promise.all(Array.from({ length: 40 }, async (_, epoch) => (await read(data, [0], { seed: 1, epoch })) === (await read(data, [0]))));
    const kept = flips.filter(Boolean).length;
    assert.ok(kept > 8 && kept < 32, `${kept} of 40`);
  });

  it('do nothing with training=False', async () => {
    const data = await open(program('lambda x, y: (augment(x, training=False), y)'));
    assert.equal(await read(data, [0], { seed: 1, epoch: 0 }), await read(data, [0]));
  });

  it('may give images of another size', async () => {
    const data = await open(program('lambda x, y: (augment(x, training=True), y)', 'layers.RandomCrop(5, 6)'));
    assert.deepEqual(data.x.shape, [5, 6, 3]);
    assert.notEqual(await read(data, [0], { seed: 1, epoch: 0 }), await read(data, [0], { seed: 1, epoch: 3 }));
  });
});

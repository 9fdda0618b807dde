/** Keras's image layers inside `ds.map`: what they make of single images, of batches, and of the labels that come with these. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space, type Pass } from '../../../src/engine/datasets/rows.js';
import { batches } from '../../../src/engine/training/batches.js';
import { difference, golden } from '../golden.js';
import { npy } from '../support/npy.js';
import { writePng } from '../support/pictures.js';

interface Golden {
  readonly shape: readonly number[];
  readonly steady: readonly { readonly layer: string; readonly batched: boolean; readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly mixing: readonly { readonly layer: string; readonly batch: number; readonly mixed: number; readonly mean: number; readonly deviation: number }[];
}

const { shape, steady, mixing } = golden<Golden>('image-layers');
const classes = 8;

const program = (pipeline: string, layer = 'layers.MixUp(0.5)', data = '(x, y)'): string => `
import numpy as np
import tensorflow as tf
import keras
from keras import layers
x = np.load("x.npy").reshape(-1, 24, 24, 3)
y = np.load("y.npy")
layer = ${layer}
data = tf.data.Dataset.from_tensor_slices(${data})${pipeline}
model = keras.Sequential([layers.Flatten(), layers.Dense(${classes}, activation="softmax")])
model.compile("sgd", "categorical_crossentropy")
model.fit(data, epochs=2)
`;
const mixed = '.map(lambda a, b: layer({"images": a, "labels": b}))';
const apart = '.map(lambda d: (d["images"], d["labels"]))';

describe('image layers applied to the data', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-layers-'));
    const size = shape.reduce((a, b) => a * b);
    writeFileSync(join(folder, 'steady.npy'), npy(shape, Float32Array.from({ length: size }, (_, i) => (i * 37 + Math.floor(i / 11) * 5) % 251)));
    // Images of one value each: what a mixed one has tells of which labels it must be.
    writeFileSync(join(folder, 'x.npy'), npy([classes, 24, 24, 3], Float32Array.from({ length: classes * 24 * 24 * 3 }, (_, i) => 2 ** Math.floor(i / (24 * 24 * 3)))));
    writeFileSync(join(folder, 'y.npy'), npy([classes, classes], Float32Array.from({ length: classes * classes }, (_, i) => Number(i % (classes + 1) === 0))));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const analysed = (text: string) => analyze(text).models.at(-1)!.recipe;
  async function open(text: string): Promise<OpenData> {
    const recipe = analysed(text);
    assert.ok(recipe?.train, recipe?.unknowns.map(({ reason }) => reason).join());
    return openData(recipe.train, { sourceFile: join(folder, 'a.py'), sourceText: text });
  }
  async function read({ x, y }: Pick<OpenData, 'x' | 'y'>, indices: readonly number[], pass?: Pass): Promise<{ readonly images: Float32Array; readonly labels: Float32Array }> {
    const [images, labels] = [space(x, indices.length), space(y, indices.length)];
    await x.read(indices, images, pass);
    await y.read(indices, labels, pass);
    return { images: Float32Array.from(images), labels: Float32Array.from(labels) };
  }
  const all = Array.from({ length: classes }, (_, i) => i);
  const mean = (images: Float32Array, i: number): number => images.subarray(i * 1728, (i + 1) * 1728).reduce((a, b) => a + b) / 1728;
  const meant = (labels: Float32Array, i: number): number => all.reduce((sum, k) => sum + labels[i * classes + k]! * 2 ** k, 0);
  const lostBy = (text: string): string => {
    const recipe = analysed(text);
    assert.equal(recipe?.train ?? null, null);
    return recipe!.unknowns.map(({ reason }) => reason).join();
  };

  for (const { layer, batched, shape: [, ...made], values } of steady) {
    it(`${layer} on ${batched ? 'batches' : 'single images'}: the numbers of Keras, trained on or only looked at`, async () => {
      const map = '.map(lambda a, b: (layer(a), b))';
      const data = await open(program(batched ? `.batch(4)${map}` : `${map}.batch(4)`, layer, '(x, x)').replace('"x.npy").reshape(-1, 24, 24, 3)', '"steady.npy").reshape(-1, 8, 7, 3)'));
      assert.deepEqual(data.x.shape, made);
      for (const pass of [undefined, { seed: 1, epoch: 0 }]) {
        const parts = await Promise.all([[0, 1, 2, 3], [4, 5]].map(async (indices) => [...(await read({ x: data.x, y: data.x }, indices, pass)).images]));
        const apart = difference(Float32Array.from(parts.flat()), Float32Array.from(values));
        assert.ok(apart < 1e-4, `${apart} apart`);
      }
    });
  }

  for (const layer of ['layers.MixUp(0.5)', 'layers.CutMix()', 'layers.Pipeline([layers.RandomFlip(), layers.MixUp(0.5)])', 'keras.Sequential([layers.RandomFlip("horizontal"), layers.CutMix()])', 'layers.RandAugment(num_ops=0)']) {
    it(`${layer} of batches: labels are mixed as their images are, in another way for each batch and epoch`, async () => {
      const data = await open(program(`.batch(8)${mixed}${apart}`, layer));
      const still = await read(data, all);
      all.forEach((i) => assert.equal(mean(still.images, i), 2 ** i));
      const seen = new Set<string>();
      for (const pass of [0, 1, 2].flatMap((epoch) => [0, 8].map((at) => ({ seed: 3, epoch, at })))) {
        const { images, labels } = await read(data, all, pass);
        assert.deepEqual((await read(data, all, pass)).labels, labels);
        seen.add(String(labels));
        // CutMix takes whole pixels and blends by the exact area: at its border one pixel's row and column are unlike.
        all.forEach((i) => assert.ok(Math.abs(mean(images, i) - meant(labels, i)) < (layer.includes('CutMix') ? 2 ** 7 * 0.09 : 1e-3), `${mean(images, i)} and ${meant(labels, i)}`));
      }
      assert.equal(seen.size, layer.includes('Aug') ? 1 : 6);
    });
  }

  for (const { layer, batch, mixed: share, mean: expected, deviation } of mixing) {
    it(`${layer}: the parts of the labels that stay are spread as in Keras`, async () => {
      const data = await open(program(`.batch(8)${mixed}${apart}`, layer));
      const own: number[] = [];
      for (let at = 0; at < 250; at++) {
        const values = space(data.y, batch);
        await data.y.read(all, values, { seed: 5, epoch: 0, at });
        own.push(...all.map((i) => values[i * classes + i]!));
      }
      const parts = own.filter((part) => part < 0.999999);
      const average = parts.reduce((a, b) => a + b) / parts.length;
      const spread = Math.sqrt(parts.reduce((sum, part) => sum + (part - average) ** 2, 0) / parts.length);
      assert.ok(Math.abs(own.filter((part) => part < 0.99).length / own.length - share) < 0.05);
      assert.ok(Math.abs(average - expected) < 0.04 && Math.abs(spread - deviation) < 0.03, `${average} and ${expected}, ${spread} and ${deviation}`);
    });
  }

  it('batches of a training are mixed with their labels, also where the order is another and the last batch is not full', async () => {
    const data = await open(program(`.shuffle(8).batch(3)${mixed}${apart}.repeat(2)`));
    const order = Uint32Array.from([3, 1, 0, 7, 6, 2, 5, 4, 12, 8, 15, 9, 10, 14, 11, 13]);
    const sizes = [3, 3, 2, 3, 3, 2];
    let most = 0;
    for await (const { inputs } of batches(data, { order, sizes, batchSize: 3, inputs: [{ dtype: 'float32' }], targets: [{ shape: [classes], dtype: 'float32' }], pass: { seed: 2, epoch: 0 } })) {
      const [images, labels] = [inputs['x0'] as Float32Array, inputs['y0'] as Float32Array];
      for (let i = 0; i < labels.length / classes; i++) {
        assert.ok(Math.abs(mean(images, i) - meant(labels, i)) < 1e-3, `${mean(images, i)} and ${meant(labels, i)}`);
        most = Math.max(most, ...all.map((k) => Math.min(labels[i * classes + k]!, 1 - labels[i * classes + k]!)));
      }
    }
    assert.ok(most > 0.1, 'some are mixed');
  });

  it('called on an array before the pipeline, a random layer draws once for all epochs, and one that mixes batches is refused', async () => {
    const before = (layer: string): string => program('.batch(8)', layer).replace('data =', 'x = layer(x)\ndata =');
    const data = await open(before('layers.RandomBrightness(0.5, value_range=(0, 255))'));
    const [still, first, second] = await Promise.all([undefined, { seed: 3, epoch: 0 }, { seed: 3, epoch: 1 }].map((pass) => read(data, all, pass)));
    assert.deepEqual(first, second);
    assert.notDeepEqual(first, still);
    assert.match(lostBy(before('layers.MixUp()')), /what MixUp makes of it is not followed/);
  });

  it('a dict of images and labels goes through a pipeline, and images that come by themselves stay as they are', async () => {
    const dict = await read(await open(program(`.batch(8).map(layer)${apart}`, 'layers.MixUp(0.5)', '{"images": x, "labels": y}')), all, { seed: 3, epoch: 0, at: 0 });
    assert.deepEqual(dict, await read(await open(program(`.batch(8)${mixed}${apart}`)), all, { seed: 3, epoch: 0, at: 0 }));
    assert.notDeepEqual([...dict.labels], all.flatMap((i) => all.map((k) => Number(i === k))));
    const single = await read(await open(program(`${mixed}${apart}.batch(8)`)), all, { seed: 3, epoch: 0, at: 0 });
    all.forEach((i) => assert.deepEqual([mean(single.images, i), single.labels[i * classes + i]], [2 ** i, 1]));
  });

  it('mixed once and once again, labels follow their images; cache() keeps what the first epoch drew', async () => {
    const twice = program(`.batch(8).map(lambda a, b: (flip(a), b))${mixed}.map(layer)${apart}.cache()`).replace('data =', 'flip = layers.RandomFlip()\ndata =');
    const data = await open(twice);
    const [first, second] = await Promise.all([0, 1].map((epoch) => read(data, all, { seed: 3, epoch, at: 0 })));
    assert.deepEqual(first, second);
    all.forEach((i) => assert.ok(Math.abs(mean(first!.images, i) - meant(first!.labels, i)) < 1e-3));
    assert.ok(all.some((i) => [...first!.labels.subarray(i * classes, (i + 1) * classes)].filter((part) => part > 1e-4).length > 2), 'of more than two images');
  });

  it('image files are decoded in threads and mixed behind them', async () => {
    mkdirSync(join(folder, 'pets', 'a'), { recursive: true });
    for (const i of all) await writePng(join(folder, 'pets', 'a', `${i}.png`), { width: 5, height: 5, channels: 3, values: new Uint8Array(75).fill(2 ** i) });
    const text = `
import glob
import numpy as np
import tensorflow as tf
from keras import layers, Sequential
y = np.load("y.npy").reshape(8, 8)
def load(path, label):
    image = tf.io.decode_png(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, (5, 5)), label
mix = layers.MixUp(0.5)
paths = sorted(glob.glob("pets/a/*.png"))
data = tf.data.Dataset.from_tensor_slices((paths, y)).map(load).batch(8)
data = data.map(lambda a, b: mix({"images": a, "labels": b})).map(lambda d: (d["images"], d["labels"]))
model = Sequential([layers.Flatten(), layers.Dense(8, activation="softmax")])
model.compile("sgd", "categorical_crossentropy")
model.fit(data)
`;
    const data = await open(text);
    const { images, labels } = await read(data, all, { seed: 1, epoch: 0, at: 0 });
    all.forEach((i) => assert.ok(Math.abs(images[i * 75]! - meant(labels, i)) < 1e-3, `${images[i * 75]} and ${meant(labels, i)}`));
    assert.ok(all.some((i) => labels[i * classes + i]! < 0.99));
  });

  for (const labels of ['label_mode="categorical"', 'label_mode="int"']) {
    it(`labels of a folder with ${labels} are mixed as well`, async () => {
      for (const i of all) {
        mkdirSync(join(folder, 'kinds', `${i}`), { recursive: true });
        await writePng(join(folder, 'kinds', `${i}`, 'one.png'), { width: 5, height: 5, channels: 3, values: new Uint8Array(75).fill(2 ** i) });
      }
      const oneHot = labels.includes('int') ? '.map(lambda a, b: (a, tf.one_hot(b, 8)))' : '';
      const text = `
import tensorflow as tf
import keras
from keras import layers
mix = layers.CutMix()
data = keras.utils.image_dataset_from_directory("kinds", image_size=(5, 5), batch_size=8, ${labels}, shuffle=False)${oneHot}
data = data.map(lambda a, b: mix({"images": a, "labels": b})).map(lambda d: (d["images"] / 255.0, d["labels"]))
model = keras.Sequential([layers.Flatten(), layers.Dense(8, activation="softmax")])
model.compile("sgd", "categorical_crossentropy")
model.fit(data)
`;
      const data = await open(text);
      assert.deepEqual(data.y.shape, [8]);
      const { images, labels: found } = await read(data, all, { seed: 1, epoch: 0, at: 0 });
      all.forEach((i) => {
        const seen = new Set(images.subarray(i * 75, (i + 1) * 75).map((value) => Math.round(value * 255)));
        const parts = all.filter((k) => found[i * classes + k]! > 1e-6);
        assert.ok([...seen].every((value) => parts.some((k) => 2 ** k === value)), `${[...seen].join()} of ${parts.join()}`);
      });
      assert.ok(all.some((i) => found[i * classes + i]! < 0.9));
      assert.match(lostBy(text.replace('"images": a, "labels": b', '"images": a, "labels": a')), /CutMix blends labels of one number a class, and these have another shape/);
    });
  }

  it('what is not followed is told: batches that are taken apart, labels of one number, a Sequential that Keras cannot run, a dict handed to fit', () => {
    assert.match(lostBy(program(`.batch(8)${mixed}${apart}.unbatch().batch(4)`)), /MixUp changes images together are taken apart by unbatch/);
    assert.match(lostBy(program(`.batch(8)${mixed}${apart}`).replace('np.load("y.npy")', 'np.load("y.npy").reshape(-1)')), /MixUp blends labels of one number a class, and these have one number each/);
    assert.match(lostBy(program('.batch(8).map(lambda a, b: (layer(a), b))', 'keras.Sequential([layers.AutoContrast(), layers.Equalization()])')), /what Sequential makes of it is not followed/);
    assert.match(lostBy(program(`.batch(8)${mixed}`)), /its batches are a dict with "images"/);
  });
});

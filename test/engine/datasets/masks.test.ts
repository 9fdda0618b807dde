import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { analyze } from '../../../src/core/analyze.js';
import type { RunInfo } from '../../../src/core/protocol/engine.js';
import type { Recipe } from '../../../src/core/recipe/types.js';
import { openData } from '../../../src/engine/datasets/open.js';
import { space } from '../../../src/engine/datasets/rows.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { overviewOf } from '../../../src/engine/preview/overview.js';
import { samplesOf } from '../../../src/engine/preview/samples.js';
import { PreviewData } from '../../../src/engine/preview/session.js';
import { trainRun } from '../../../src/engine/training/train.js';

const side = 16;

/** A small U-Net, as tutorials write it. */
const program = ({ images = 'shuffle=False', masks = 'shuffle=False', folder = 'masks' } = {}): string => `
import keras
import tensorflow as tf
from keras import layers
read = keras.utils.image_dataset_from_directory
images = read("images", labels=None, image_size=(${side}, ${side}), batch_size=6, ${images})
masks = read("${folder}", labels=None, color_mode="grayscale", interpolation="nearest", image_size=(${side}, ${side}), batch_size=6, ${masks})
data = tf.data.Dataset.zip((images, masks)).map(lambda x, m: (x / 255.0, m / 255.0))
inputs = keras.Input((${side}, ${side}, 3))
a = layers.Conv2D(6, 3, padding="same", activation="relu")(inputs)
b = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(a))
c = layers.Concatenate()([layers.Conv2DTranspose(6, 2, strides=2, activation="relu")(b), a])
outputs = layers.Conv2D(1, 1, activation="sigmoid")(c)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=[keras.metrics.BinaryIoU(target_class_ids=[1], threshold=0.5)])
model.fit(data, epochs=6)
`;

describe('segmentation masks in folders', function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'masks-'));
    for (const name of ['images', 'masks']) mkdirSync(join(folder, name));
    for (let i = 0; i < 18; i++) {
      const [left, top, size] = [1 + (i % 5), 1 + (i % 4), 6 + (i % 3)];
      const [image, mask] = [Buffer.alloc(side * side * 3), Buffer.alloc(side * side)];
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const inside = x >= left && x < left + size && y >= top && y < top + size;
          image.set(inside ? [220, 60 + (i % 7) * 10, 40] : [40 + (i % 5) * 8, 90, 160], (y * side + x) * 3);
          mask[y * side + x] = inside ? 255 : 0;
        }
      }
      const file = `${String(i).padStart(2, '0')}.png`;
      await sharp(image, { raw: { width: side, height: side, channels: 3 } }).png().toFile(join(folder, 'images', file));
      await sharp(mask, { raw: { width: side, height: side, channels: 1 } }).png().toFile(join(folder, 'masks', file));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const recipeOf = (text: string): Recipe => analyze(text).models.at(-1)?.recipe ?? assert.fail('no recipe');
  const context = (text: string) => ({ sourceFile: join(folder, 'unet.py'), sourceText: text });
  async function open(text: string) {
    const { train, unknowns } = recipeOf(text);
    assert.ok(train, unknowns.map(({ reason }) => reason).join());
    return openData(train, context(text));
  }

  it('are the targets of their images, pair by pair', async () => {
    const data = await open(program());
    assert.deepEqual([data.x.count, data.x.shape, data.y.shape, data.batchSize], [18, [side, side, 3], [side, side, 1], 6]);
    const [x, y] = [space(data.x, 18), space(data.y, 18)];
    const all = Array.from({ length: 18 }, (_, i) => i);
    await data.x.read(all, x);
    await data.y.read(all, y);
    // Only inside of the square is an image redder than blue.
    for (let i = 0; i < y.length; i++) assert.equal(y[i], x[3 * i]! > x[3 * i + 2]! ? 1 : 0);
  });

  it('stay with their images when both are shuffled by one seed', async () => {
    const data = await open(program({ images: 'shuffle=True, seed=4', masks: 'shuffle=True, seed=4' }));
    const [x, y] = [space(data.x, 5), space(data.y, 5)];
    await data.x.read([0, 1, 2, 3, 4], x);
    await data.y.read([0, 1, 2, 3, 4], y);
    for (let i = 0; i < y.length; i++) assert.equal(y[i], x[3 * i]! > x[3 * i + 2]! ? 1 : 0);
  });

  it('are refused where they would not belong together', async () => {
    await assert.rejects(open(program({ images: 'seed=4', masks: 'seed=5' })), /without the same seed/);
    mkdirSync(join(folder, 'few'), { recursive: true });
    await sharp({ create: { width: side, height: side, channels: 3, background: '#fff' } }).png().toFile(join(folder, 'few', '0.png'));
    await assert.rejects(open(program({ folder: 'few' })), /has 18 images and "few" 1/);
  });

  /** The way of Keras 2: two generators with one seed, joined by Python's zip. */
  const generators = ({ images = 'seed=1', masks = 'seed=1', imageChanges = changes, maskChanges = changes, classMode = 'None' } = {}): string =>
    program().replace(/^read = [^]*^inputs/m, `
from keras.preprocessing.image import ImageDataGenerator
images = ImageDataGenerator(rescale=1/255, ${imageChanges}).flow_from_directory(".", classes=["images"], class_mode=None, target_size=(${side}, ${side}), batch_size=6, ${images})
masks = ImageDataGenerator(rescale=1/255, ${maskChanges}).flow_from_directory(".", classes=["masks"], class_mode=${classMode}, color_mode="grayscale", target_size=(${side}, ${side}), batch_size=6, ${masks})
data = zip(images, masks)
inputs`.trim());
  // Whole pixels are taken, so that a pixel of a mask is the square's where that of its image is.
  const changes = 'rotation_range=90, width_shift_range=0.2, zoom_range=0.3, horizontal_flip=True, vertical_flip=True, fill_mode="reflect", interpolation_order=0';

  it('zip(image_generator, mask_generator) gives pairs that are changed alike in each epoch', async () => {
    const data = await open(generators());
    assert.deepEqual([data.x.count, data.x.shape, data.y.shape, data.batchSize, data.shuffle, data.notes], [18, [side, side, 3], [side, side, 1], 6, true, []]);
    const all = Array.from({ length: 18 }, (_, i) => i);
    const seen: string[] = [];
    for (const pass of [undefined, { seed: 3, epoch: 0 }, { seed: 3, epoch: 1 }]) {
      const [x, y] = [space(data.x, 18), space(data.y, 18)];
      await data.x.read(all, x, pass);
      await data.y.read(all, y, pass);
      for (let i = 0; i < y.length; i++) assert.equal(y[i], x[3 * i]! > x[3 * i + 2]! ? 1 : 0);
      seen.push(y.join());
    }
    assert.equal(new Set(seen).size, 3);
  });

  it('zip of generators is refused where pairs would be torn apart, and told of where they are changed differently', async () => {
    await assert.rejects(open(generators({ masks: 'seed=2' })), /without the same seed/);
    await assert.rejects(open(generators({ images: '', masks: '' })), /without the same seed/);
    await assert.rejects(open(generators({ classMode: '"categorical"' })), /gives labels besides its images.*class_mode=None/);
    const { notes } = await open(generators({ maskChanges: 'rotation_range=45' }));
    assert.match(notes.join(), /changed at random by different arguments/);
    assert.equal(recipeOf(generators({ masks: 'shuffle=False' })).train, null);
    assert.equal(recipeOf(generators().replace('zip(images, masks)', 'zip(images, masks, images)')).train, null);
  });

  it('stand beside their images in a preview', async () => {
    const text = program();
    const { graph, recipe } = analyze(text).models.at(-1)!;
    const request = { graph, recipe: recipe!, ...context(text) };
    const [part] = await new PreviewData().renew(request);
    const { parts, notes } = await overviewOf([part!], request);
    assert.deepEqual([parts[0]!.classCounts, parts[0]!.title, notes], [null, '18 images of images with those of masks', []]);
    const { groups: [group] } = await samplesOf(part!, { role: 'training', labels: [null], from: 0, count: 2 });
    assert.deepEqual([...new Set(group!.samples[0]!.mask!.pixels)].sort((a, b) => a - b), [0, 255]);
  });

  it('are learned by a U-Net; a mask that cannot be read leaves its pair out', async () => {
    writeFileSync(join(folder, 'masks', '17.png'), 'damaged');
    const text = program();
    const { graph, recipe } = analyze(text).models.at(-1)!;
    const losses: number[] = [];
    const overlaps: number[] = [];
    const info: RunInfo = await trainRun({ graph, recipe: recipe!, ...context(text), runsDirectory: join(folder, 'runs'), seed: 2 }, createEagerDevice(), {
      progress: () => undefined, runChanged: () => undefined, log: () => undefined,
      epochEnded({ loss, metrics }) {
        losses.push(loss);
        overlaps.push(metrics['binary_io_u'] ?? NaN);
      },
    });
    assert.equal(info.state, 'finished', info.error ?? '');
    assert.ok(losses.at(-1)! < losses[0]! / 2, losses.join());
    assert.ok(overlaps.at(-1)! > overlaps[0]!, overlaps.join());
    assert.match(info.warnings?.join() ?? '', /1 image could not be read and is left out: 17\.png/);
  });
});

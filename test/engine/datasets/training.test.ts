import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { analyze } from '../../../src/core/analyze.js';
import type { RunInfo, TrainRequest } from '../../../src/core/protocol/engine.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space, type Pass } from '../../../src/engine/datasets/rows.js';
import { startTraining, trainRun, type TrainListener } from '../../../src/engine/training/train.js';

const lines: string[] = [];
const listener: TrainListener = { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: (line) => void lines.push(line) };

/** The lecture's way of reading photos, on small pictures. */
const source = (data: string, { generator = 'rescale=1./255', units = 1, loss = 'binary_crossentropy', mode = 'binary', fit = 'epochs=3' } = {}): string => `
from keras import layers, models
from keras.preprocessing.image import ImageDataGenerator
model = models.Sequential()
model.add(layers.Conv2D(4, 3, activation='relu', input_shape=(12, 12, 3)))
model.add(layers.Flatten())
model.add(layers.Dense(${units}, activation='sigmoid'))
model.compile(loss='${loss}', optimizer='rmsprop', metrics=['acc'])
train = ImageDataGenerator(${generator}).flow_from_directory('${data}', target_size=(12, 12), batch_size=8, class_mode='${mode}')
model.fit(train, ${fit})
`;

/** Red and blue squares: JPEG, PNG, grey and with alpha, of several sizes. */
async function writePhotos(folder: string, each = 10): Promise<void> {
  for (const [name, color] of [['blue', { r: 20, g: 30, b: 200 }], ['red', { r: 210, g: 20, b: 10 }]] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const image = sharp({ create: { width: 14 + i, height: 13 + (i % 4), channels: i % 5 === 4 ? 4 : 3, background: { ...color, alpha: 0.9 } } });
      await (i % 2 === 0 ? image.png() : image.jpeg()).toFile(join(folder, name, `${i}.${i % 2 === 0 ? 'png' : 'jpg'}`));
    }
  }
}

describe('training on folders of images', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'photos-'));
    await writePhotos(join(folder, 'whole'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => lines.splice(0));

  function request(text: string): TrainRequest {
    const { graph, recipe } = analyze(text).models[0]!;
    assert.ok(recipe);
    return { graph, recipe, sourceFile: join(folder, 'photos.py'), sourceText: text, runsDirectory: join(folder, 'runs'), seed: 5 };
  }
  const train = async (text: string): Promise<RunInfo> => trainRun(request(text), createEagerDevice(), listener);
  const open = async (text: string): Promise<OpenData> => openData(request(text).recipe.train!, { sourceFile: join(folder, 'photos.py'), sourceText: text });
  async function read(data: OpenData, indices: number[], pass?: Pass): Promise<{ x: number[]; unreadable: readonly number[] }> {
    const values = space(data.x, indices.length);
    return { unreadable: (await data.x.read(indices, values, pass)) ?? [], x: [...values] };
  }

  it('flow_from_directory trains, and says what it trained on', async () => {
    const info = await train(source('whole', { fit: 'epochs=15' }));
    assert.equal(info.error, null);
    assert.equal(info.state, 'finished');
    assert.match(info.data, /20 images of 2 classes/);
    assert.deepEqual(info.warnings, []);
    assert.ok(epochs(info).at(-1)!.loss < epochs(info)[0]!.loss / 2, 'two colours are learned');
  });

  it('steps_per_epoch and validation data from a folder', async () => {
    const text = source('whole', { fit: "steps_per_epoch=2, epochs=2, validation_data=valid, validation_steps=1" }).replace('model.fit', "valid = ImageDataGenerator(rescale=1./255, validation_split=0.5).flow_from_directory('whole', target_size=(12, 12), batch_size=5, class_mode='binary', subset='validation')\nmodel.fit");
    const info = await train(text);
    assert.equal(info.error, null);
    assert.ok(Number.isFinite(epochs(info)[1]!.validation['val_acc']));
  });

  it('augmentation: other pictures in each epoch, the same ones for the same seed, none without a pass', async () => {
    const data = await open(source('whole', { generator: 'rotation_range=90, width_shift_range=0.3, zoom_range=0.4, horizontal_flip=True, fill_mode="constant"' }));
    const [first, again, later, other] = [await read(data, [3, 7], { seed: 1, epoch: 0 }), await read(data, [3, 7], { seed: 1, epoch: 0 }), await read(data, [3, 7], { seed: 1, epoch: 1 }), await read(data, [3, 7], { seed: 2, epoch: 0 })];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first.x, later.x);
    assert.notDeepEqual(first.x, other.x);
    const plain = await read(await open(source('whole', { generator: '' })), [3, 7]);
    assert.deepEqual((await read(data, [3, 7])).x, plain.x);
    assert.notDeepEqual(first.x, plain.x);
  });

  it('an image that cannot be read is left out, counted and listed', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'torn'), { recursive: true });
    const photo = readFileSync(join(folder, 'torn', 'red', '1.jpg'));
    writeFileSync(join(folder, 'torn', 'red', '1.jpg'), photo.subarray(0, photo.length / 2));
    writeFileSync(join(folder, 'torn', 'blue', '2.png'), '');
    const info = await train(source('torn'));
    assert.equal(info.state, 'finished');
    assert.equal(info.warnings?.length, 1);
    assert.match(info.warnings[0]!, /^2 images could not be read and are left out: (1\.jpg|2\.png) \(/);
    assert.match(readFileSync(join(info.directory, 'unreadable.txt'), 'utf8'), /red.1\.jpg\t.*\n/);
  });

  it('no image can be read: the run fails with a sentence', async () => {
    mkdirSync(join(folder, 'broken', 'a'), { recursive: true });
    for (const name of ['1.png', '2.jpg']) writeFileSync(join(folder, 'broken', 'a', name), 'no image');
    const info = await train(source('broken'));
    assert.equal(info.state, 'failed');
    assert.match(info.error!, /None of the training data could be read/);
  });

  it('a class folder without images is named', async () => {
    cpSync(join(folder, 'whole'), join(folder, 'gap'), { recursive: true });
    mkdirSync(join(folder, 'gap', 'green'));
    const info = await train(source('gap', { mode: 'sparse', units: 3, loss: 'sparse_categorical_crossentropy' }));
    assert.match(info.warnings!.join(), /"green".*no images/);
    assert.ok(lines.some((line) => line.includes('"green"')));
  });

  for (const [what, text, sentence] of [
    ['two classes for ten outputs', source('whole', { mode: 'categorical', units: 10, loss: 'categorical_crossentropy' }), /"dense" has shape \(10,\).*2 classes \(blue, red\).*2 units/],
    ['one-hot targets for a sparse loss', source('whole', { mode: 'categorical', units: 2, loss: 'sparse_categorical_crossentropy' }), /one-hot.*categorical_crossentropy/],
    ['integer labels for one-hot', source('whole', { mode: 'sparse', units: 2, loss: 'categorical_crossentropy' }), /sparse_categorical_crossentropy/],
    ['a folder that is not there', source('nowhere'), /"nowhere".*was not found/],
    ['a folder without subfolders', source('whole/red'), /it has no subfolders/],
    ['a size that the model does not take', source('whole').replace('target_size=(12, 12)', 'target_size=(10, 12)'), /takes inputs of shape \(12, 12, 3\).*\(10, 12, 3\)/],
    ['a way of interpolation that splines need', source('whole', { generator: 'rotation_range=5, interpolation_order=3' }), /interpolation_order/],
  ] as const) {
    it(`${what}: one sentence before the start`, async () => {
      await assert.rejects(startTraining(request(text), createEagerDevice(), listener), (error: Error) => error.name === 'UserError' && sentence.test(error.message) || assert.fail(error.message));
    });
  }

  it('image_dataset_from_directory: parts by seed, both at once', async () => {
    const text = `
import keras
from keras import layers
train, valid = keras.utils.image_dataset_from_directory('whole', image_size=(12, 12), batch_size=4, validation_split=0.25, subset='both', seed=9, label_mode='categorical')
model = keras.Sequential([keras.Input((12, 12, 3)), layers.Rescaling(1/255), layers.Flatten(), layers.Dense(2, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, validation_data=valid, epochs=2)
`;
    const info = await train(text);
    assert.equal(info.error, null);
    assert.match(info.data, /15 images/);
    assert.ok(Number.isFinite(epochs(info)[1]!.validation['val_accuracy']));
  });
});

function epochs({ directory }: RunInfo): { readonly loss: number; readonly validation: Record<string, number> }[] {
  return readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { loss: number; validation: Record<string, number> });
}

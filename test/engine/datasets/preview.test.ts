import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { analyze } from '../../../src/core/analyze.js';
import type { DataRequest, FileCheck } from '../../../src/core/protocol/data.js';
import { openData } from '../../../src/engine/datasets/open.js';
import { listForDataset } from '../../../src/engine/datasets/folders/listing.js';
import { space } from '../../../src/engine/datasets/rows.js';
import { labelsOf } from '../../../src/engine/preview/labels.js';
import { createService, type Service } from '../../../src/engine/service/service.js';

const photos = (data: string, { generator = 'rescale=1./255', shape = '12, 12, 3', more = '', first = '' } = {}): string => `
from keras import layers, models
from keras.preprocessing.image import ImageDataGenerator
model = models.Sequential([layers.Input((${shape})), ${first}layers.Flatten(), layers.Dense(3, activation='softmax')])
model.compile(loss='categorical_crossentropy', optimizer='rmsprop', metrics=['acc'])
train = ImageDataGenerator(${generator}).flow_from_directory('${data}', target_size=(12, 12), batch_size=8)
model.fit(train, ${more}epochs=3)
`;

const arrays = (more: string): string => `
import keras
from keras import layers
(x, y), (xt, yt) = keras.datasets.mnist.load_data()
x = x.reshape(-1, 28, 28, 1) / 255.0
xt = xt.reshape(-1, 28, 28, 1) / 255.0
model = keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=100, ${more})
model.evaluate(xt, yt)
`;

describe('a preview of the data', function () {
  this.timeout(120_000);
  let folder: string;
  let service: Service;
  let told: FileCheck[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preview-'));
    for (const [name, color, count] of [['blue', '#1020c8', 4], ['green', '#20b030', 3], ['red', '#d21510', 20]] as const) {
      mkdirSync(join(folder, 'colors', name), { recursive: true });
      for (let i = 0; i < count; i++) await sharp({ create: { width: 16 + i, height: 14, channels: 3, background: color } }).composite([{ input: { create: { width: 5, height: 5, channels: 3, background: '#fff' } }, left: 1, top: 2 }]).png().toFile(join(folder, 'colors', name, `${String(i).padStart(2, '0')}.png`));
    }
    writeFileSync(join(folder, 'colors', 'red', '05.png'), 'no picture');
    writeFileSync(join(folder, 'colors', 'red', 'notes.txt'), '');
    writeFileSync(join(folder, 'colors', 'loose.png'), '');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    told = [];
    const quiet = (): void => undefined;
    service = createService({ progress: quiet, epochEnded: quiet, preparing: quiet, runChanged: quiet, log: quiet, partial: (_, result) => void told.push(result as FileCheck) });
  });
  afterEach(() => service.dispose());

  function request(text: string): DataRequest {
    const { graph, recipe } = analyze(text).models.at(-1)!;
    assert.ok(recipe);
    return { graph, recipe, sourceFile: join(folder, 'photos.py'), sourceText: text };
  }

  it('counts classes, says what is not taken and that one class has few samples', async () => {
    const { parts, classNames, changes, notes } = await service.dataOverview(request(photos('colors')), 'look');
    assert.deepEqual(classNames, ['blue', 'green', 'red']);
    const { skipped, ...part } = parts[0]!;
    assert.deepEqual(part, { role: 'training', title: 'colors: 27 images of 3 classes', samples: 27, classCounts: [4, 3, 20], input: [12, 12, 3], target: [3], batchSize: 8, batches: 4, shuffled: true, files: true });
    assert.deepEqual([skipped.count, skipped.first.map(({ path, reason }) => `${path.slice(folder.length)}: ${reason}`).sort()], [2, ['/colors/loose.png: It lies outside of the class folders.', '/colors/red/notes.txt: Its name has none of the endings that Keras takes here.']]);
    assert.deepEqual([parts.length, changes], [1, []]);
    assert.deepEqual(notes.map(({ kind, text }) => `${kind}: ${text.slice(0, 88)}`), ['info: The training data is unbalanced: "red" has 20 samples and "green" 3, so always answering']);
  });

  it('decodes nothing while it counts', async () => {
    mkdirSync(join(folder, 'many', 'a'), { recursive: true });
    mkdirSync(join(folder, 'many', 'b'));
    for (let i = 0; i < 2000; i++) writeFileSync(join(folder, 'many', i % 4 === 0 ? 'a' : 'b', `${i}.jpg`), '');
    const asked = request(photos('many', { generator: 'validation_split=0.2' }).replace('batch_size=8', 'batch_size=8, subset="training"'));
    assert.deepEqual((await service.dataOverview(asked, 'look')).parts[0]!.classCounts, [400, 1200]);
    // None of them is an image, which only reading them tells.
    const { unreadable, range, groups } = await service.dataSamples(asked, { role: 'training', labels: [1], from: 0, count: 5 });
    assert.deepEqual([unreadable.length, unreadable[0]!.reason, range, groups[0]!.total, groups[0]!.samples], [5, 'The file is empty.', null, 1200, []]);
  });

  it('shows samples of each class, each once, with their values after preprocessing', async () => {
    const asked = request(photos('colors'));
    const { groups, range, unreadable } = await service.dataSamples(asked, { role: 'training', labels: [0, 1, 2], from: 0, count: 4 });
    assert.deepEqual(groups.map(({ total, samples }) => [total, samples.map(({ title }) => title)]), [[4, ['00.png', '01.png', '02.png', '03.png']], [3, ['00.png', '01.png', '02.png']], [20, ['00.png', '10.png', '15.png']]]);
    assert.deepEqual(unreadable.map(({ path }) => path.slice(folder.length)), ['/colors/red/05.png']);
    const { picture } = groups[0]!.samples[0]!;
    assert.deepEqual([picture?.height, picture?.width, picture?.channels, [...picture!.pixels.slice(-3)]], [12, 12, 3, [0x10, 0x20, 0xc8]]);
    assert.deepEqual([range!.samples, range!.high, Math.fround(range!.low)], [10, 1, Math.fround(16 / 255)]);
    const rounds = await Promise.all([0, 4, 8, 12, 16, 20].map((from) => service.dataSamples(asked, { role: 'training', labels: [2], from, count: 4 })));
    assert.deepEqual(rounds.flatMap(({ groups: [group] }) => group!.samples.map(({ index }) => index)).sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => 7 + i).filter((index) => index !== 12));
  });

  it('shows the changes that a training makes, by the same code', async () => {
    const text = photos('colors', { generator: 'rescale=1./255, rotation_range=40, horizontal_flip=True' });
    const asked = request(text);
    assert.deepEqual((await service.dataOverview(asked, 'look')).changes, ['ImageDataGenerator(rotation_range=40, horizontal_flip=True)']);
    const { variants, range, input, sample } = await service.dataVariants(asked, { role: 'training', index: 1, count: 3 });
    assert.equal(sample.title, '01.png');
    const { x } = await openData(asked.recipe.train!, { sourceFile: asked.sourceFile, sourceText: text });
    for (const { epoch, picture } of variants) {
      const row = space(x, 1);
      await x.read([1], row, { seed: 0, epoch: epoch - 1 });
      assert.deepEqual([...picture.pixels], Array.from(row, (value) => Math.round(((value - range.low) * 255) / (range.high - range.low))));
    }
    assert.equal(new Set([input, ...variants.map(({ picture }) => picture)].map(({ pixels }) => String(pixels))).size, 4);
  });

  it('goes through the random layers at the beginning of the model', async () => {
    const first = 'layers.Rescaling(2.0), models.Sequential([layers.RandomFlip("horizontal"), layers.RandomTranslation(0.4, 0.4)]), layers.Conv2D(2, 3), ';
    const asked = request(photos('colors', { first }));
    assert.deepEqual((await service.dataOverview(asked, 'look')).changes.map((change) => change.split(' ')[0]), ['RandomFlip', 'RandomTranslation']);
    const { input, variants, range } = await service.dataVariants(asked, { role: 'training', index: 0, count: 4 });
    assert.equal(range.high, 2);
    assert.ok(variants.every(({ picture }) => String(picture.pixels) !== String(input.pixels)));
  });

  it('parts arrays as fit and evaluate do, and shows each part\'s own images', async () => {
    const asked = request(arrays('validation_split=0.25, epochs=2'));
    const { parts, notes } = await service.dataOverview(asked, 'look');
    const [train, validation, test] = parts;
    assert.deepEqual(parts.map(({ role }) => role), ['training', 'validation', 'test']);
    assert.equal(validation!.samples, Math.ceil((train!.samples + validation!.samples) / 4));
    assert.deepEqual([train!.batches, train!.files, train!.classCounts!.reduce((a, b) => a + b), test!.classCounts!.length], [Math.ceil(train!.samples / 100), false, train!.samples, 10]);
    assert.deepEqual(notes, []);
    const shown = async (role: 'training' | 'validation'): Promise<string> => String((await service.dataSamples(asked, { role, labels: [null], from: 0, count: 1 })).groups[0]!.samples[0]!.picture!.pixels);
    assert.notEqual(await shown('training'), await shown('validation'));
    await assert.rejects(service.checkFiles(asked, 'training', 't'), /no files to check/);
  });

  it('says what does not fit before anything is trained', async () => {
    const { notes } = await service.dataOverview(request(photos('colors', { shape: '10, 10, 3' })), 'look');
    assert.deepEqual(notes.filter(({ kind }) => kind === 'warning').map(({ text }) => text), ['The model takes inputs of shape (10, 10, 3), and the data (line 6) has samples of shape (12, 12, 3). Change the model\'s input shape or the data.']);
    await assert.rejects(service.dataOverview(request(photos('nowhere')), 'look'), /The folder "nowhere" \(line 6\) was not found/);
    await assert.rejects(service.dataOverview(request('import keras\nfrom elsewhere import unheard_of\nmodel = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])\nmodel.compile(loss="mse")\nmodel.fit(unheard_of, epochs=2)\n'), 'look'), /The training data is not known/);
    await assert.rejects(service.dataSamples(request(photos('colors')), { role: 'test', labels: [null], from: 0, count: 1 }), /names no test data/);
  });

  it('looks at every file, tells how far it is, and can be stopped', async () => {
    const asked = request(photos('colors'));
    const { unreadable, done, total } = await service.checkFiles(asked, 'training', 'look');
    assert.deepEqual([done, total, unreadable.count, unreadable.first[0]!.path.endsWith(join('red', '05.png'))], [27, 27, 1, true]);
    assert.deepEqual(told.at(-1), { role: 'training', done, total, unreadable });
    const stopped = service.checkFiles(asked, 'training', 'again');
    void service.cancel('again');
    await assert.rejects(stopped, /Cancelled/);
  });

  it('is stopped in the middle of a folder or of the labels, and looked at whole the next time', async () => {
    const asked = request(photos('colors'));
    const stopped = service.dataOverview(asked, 'look');
    void service.cancel('look');
    await assert.rejects(stopped, { name: 'UserError', message: 'Cancelled.' });
    assert.equal((await service.dataSamples(asked, { role: 'training', labels: [null], from: 0, count: 1 })).groups.length, 1);
    assert.equal((await service.dataOverview(asked, 'look')).parts[0]!.samples, 27);

    const control = new AbortController();
    const walk = { classes: null, followLinks: false, validationSplit: 0, subset: null, labelled: false, shuffle: false, seed: null, signal: control.signal };
    assert.equal((await listForDataset(join(folder, 'colors'), walk)).paths.length, 28);
    const walking = listForDataset(join(folder, 'colors'), walk);
    control.abort(new Error('enough'));
    await assert.rejects(walking, /^Error: enough$/);

    let chunks = 0;
    const endless = { shape: [], count: 2e7, dtype: 'float32' as const, read: async () => { chunks += 1; return undefined; } };
    const counting = new AbortController();
    setTimeout(() => counting.abort(new Error('enough')), 20);
    await assert.rejects(labelsOf(endless, counting.signal), /^Error: enough$/);
    assert.ok(chunks < 2e7 / 1024, String(chunks));
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { analyze } from '../../../src/core/analyze.js';
import type { ModelGraph } from '../../../src/core/graph/types.js';
import { Devices } from '../../../src/engine/service/devices.js';
import { Models } from '../../../src/engine/service/models.js';
import { computePicture } from '../../../src/engine/service/visualize.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { ModelOnDevice } from '../../../src/engine/pictures/context.js';
import type { ActivationsPicture } from '../../../src/visualizations/activations/contract.js';
import type { CamPicture } from '../../../src/visualizations/cam/contract.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import { openGolden, readGolden, visualFolder } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'convlens-bad-'));
const graphOf = (text: string): ModelGraph => analyze(`from keras import Input, Sequential, layers\n${text}`, { file: 'm.py' }).models.at(-1)!.graph;

describe('input that is not as it should be', function () {
  this.timeout(60_000);
  const devices = new Devices();
  const models = new Models(devices);
  const ask = (id: string, request: unknown) => computePicture(id, request, models, { partial: () => undefined, signal: new AbortController().signal });
  const digits = { kind: 'file', path: join(visualFolder, 'digits.keras') } as const;
  const random = (text: string) => ({ kind: 'random', seed: 1, graph: graphOf(text) }) as const;
  const conv = (channels: number | null, height: number | null = 12) => `m = Sequential([Input((${[height, height, channels].map((length) => length ?? 'None').join(', ')})), layers.Conv2D(2, 3, name="c"), layers.GlobalAveragePooling2D(), layers.Dense(3, name="d")])`;
  const image = (path: string) => ({ kind: 'file', path }) as const;
  const colour = join(folder, 'colour.png');

  before(async () => {
    await sharp(Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, at) => at % 256)), { raw: { width: 40, height: 30, channels: 3 } }).png().toFile(colour);
  });
  after(async () => {
    await models.dispose();
    await devices.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('an image that is cut off, empty, a text or a folder is refused with its name', async () => {
    const whole = readFileSync(colour);
    const files = { 'cut.png': whole.subarray(0, whole.length / 2), 'empty.png': Buffer.alloc(0), 'text.png': Buffer.from('hello, I am a text') };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      await assert.rejects(ask('activations', { subject: { weights: digits, image: image(join(folder, name)) }, layer: null }), new RegExp(`^UserError: ${name.replace('.', '\\.')} could not be read as an image \\(.+\\); expected a whole PNG or JPEG file\\.$`));
    }
    for (const path of [folder, join(folder, 'gone.png')]) await assert.rejects(ask('activations', { subject: { weights: digits, image: image(path) }, layer: null }), /was not found; expected a PNG or JPEG file\.$/);
  });

  it('an image of another size is resized, colours become one gray, and gray becomes colours', async () => {
    const gray = (await ask('activations', { subject: { weights: digits, image: image(colour) }, layer: 'first' })) as ActivationsPicture;
    assert.deepEqual([gray.info.original?.height, gray.info.original?.width, gray.info.original?.channels, gray.height], [28, 28, 1, 26]);
    const one = join(folder, 'gray.png');
    await sharp(Buffer.from(Array.from({ length: 64 }, (_, at) => 3 * at)), { raw: { width: 8, height: 8, channels: 1 } }).png().toFile(one);
    for (const channels of [1, 3, 4]) {
      const { info } = (await ask('activations', { subject: { weights: random(conv(channels)), image: image(one) }, layer: 'c' })) as ActivationsPicture;
      assert.deepEqual([info.original?.channels, info.original?.height], [channels, 12]);
      if (channels >= 3) assert.deepEqual(info.original?.values[0], info.original?.values[1]);
    }
  });

  it('colours behind a transparent pixel count as Keras counts them, and a bitmap is an image', async () => {
    const pixels = Uint8Array.from({ length: 40 * 30 * 3 }, (_, at) => (at * 7) % 256);
    const [plain, clear, bitmap] = ['plain.png', 'clear.png', 'map.bmp'].map((name) => join(folder, name)) as [string, string, string];
    const raw = { width: 40, height: 30 };
    await sharp(pixels, { raw: { ...raw, channels: 3 } }).png().toFile(plain);
    await sharp(Uint8Array.from({ length: 40 * 30 * 4 }, (_, at) => (at % 4 === 3 ? at % 251 : pixels[3 * (at >> 2) + (at % 4)]!)), { raw: { ...raw, channels: 4 } }).png().toFile(clear);
    // BITMAPFILEHEADER and BITMAPINFOHEADER of 24 bits; lines of 120 bytes, from the bottom, blue first.
    const head = Buffer.alloc(54);
    head.write('BM');
    for (const [at, value] of [[2, 54 + pixels.length], [10, 54], [14, 40], [18, 40], [22, 30], [26, 1 + (24 << 16)]] as const) head.writeUInt32LE(value, at);
    writeFileSync(bitmap, Buffer.concat([head, Uint8Array.from(pixels, (_, at) => pixels[(29 - Math.floor(at / 120)) * 120 + 3 * Math.floor((at % 120) / 3) + 2 - (at % 3)]!)]));
    const seen = await Promise.all([plain, clear, bitmap].map(async (path) => ((await ask('activations', { subject: { weights: random(conv(3)), image: image(path) }, layer: 'c' })) as ActivationsPicture).info.original?.values));
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[2], seen[0]);
  });

  it('a number of channels that no image file has is refused', async () => {
    await assert.rejects(ask('activations', { subject: { weights: random(conv(7)), image: image(colour) }, layer: null }), /takes images of 7 channels; an image file gives 1, 3 or 4/);
    await assert.rejects(ask('activations', { subject: { weights: random('m = Sequential([Input((12,)), layers.Dense(3)])'), image: image(colour) }, layer: null }), /takes an input of shape \(None, 12\); pictures need an image/);
    // Filters need no image: a sheet of patterns has as many channels as the input.
    const sheet = (await ask('filters', { subject: { weights: random(conv(7)), image: null }, layer: 'c', filters: [0], steps: 2, stepSize: 1, seed: 1 })) as FiltersPicture;
    assert.equal(sheet.patterns[0]?.values.length, 12 * 12 * 7);
  });

  it('a layer without places is refused for a map, and the others are named', async () => {
    await assert.rejects(ask('cam', { subject: { weights: random(conv(3)), image: image(colour) }, method: 'grad-cam', layer: 'd', target: null }), /output of "d" \(1 × 1 × 3\) has no height and width to point at; choose one of c\./);
    await assert.rejects(ask('cam', { subject: { weights: random('m = Sequential([Input((12, 12, 3)), layers.Flatten(), layers.Dense(3)])'), image: image(colour) }, method: 'grad-cam', layer: null, target: null }), /no layer whose output keeps height and width.*need a convolutional model/);
  });

  it('random weights are named on the picture', async () => {
    const { info } = (await ask('cam', { subject: { weights: random(conv(3)), image: image(colour) }, method: 'grad-cam', layer: null, target: null })) as CamPicture;
    assert.equal(info.weights, 'random weights (seed 1)');
  });

  it('weights that are no numbers are refused with the weight\'s name', async () => {
    const { model } = openGolden(readGolden('digits'));
    const kernel = model.variables['second/kernel']!;
    const values = Float32Array.from(kernel.values);
    values[5] = NaN;
    const device = createEagerDevice();
    await assert.rejects(ModelOnDevice.create({ ...model, variables: { ...model.variables, 'second/kernel': { ...kernel, values } } }, device), /weight "second\/kernel" holds NaN or infinite values.*Choose an earlier epoch/);
    await device.dispose();
  });

  it('a model of any size asks for one, and takes the one that is given', async () => {
    const weights = random(conv(3, null));
    await assert.rejects(ask('cam', { subject: { weights, image: image(colour) }, method: 'grad-cam', layer: null, target: null }), /takes images of any size \(\(None, None, None, 3\)\); choose one, for example 224 x 224/);
    await assert.rejects(ask('filters', { subject: { weights, image: null }, layer: null, filters: null, steps: 1, stepSize: 1, seed: 1 }), /takes images of any size; choose the size of the patterns/);
    const { overlay, info } = (await ask('cam', { subject: { weights, image: image(colour), size: [20, 24] }, method: 'grad-cam', layer: null, target: null })) as CamPicture;
    assert.deepEqual([overlay.height, overlay.width, info.anySize], [20, 24, true]);
    const fixed = (await ask('cam', { subject: { weights: random(conv(3)), image: image(colour) }, method: 'grad-cam', layer: null, target: null })) as CamPicture;
    assert.equal(fixed.info.anySize, undefined);
  });

  it('patterns that would take more memory than there is are refused before they are begun', async () => {
    const filters = (size: readonly [number, number], which: readonly number[] | null) => ask('filters', { subject: { weights: random(conv(3, null)), image: null }, layer: 'c', filters: which, steps: 1, stepSize: 1, seed: 1, size });
    await assert.rejects(filters([8192, 8192], null), /^UserError: 2 patterns of 8192 × 8192 pixels would take about \d+ GB of memory; expected at most 4 GB\. Choose a smaller size or fewer filters\.$/);
    await assert.rejects(filters([8192, 8192], [1]), /One pattern of 8192 × 8192 pixels .* Choose a smaller size\.$/);
    const { height, patterns } = (await filters([300, 200], null)) as FiltersPicture;
    assert.deepEqual([height, patterns.length], [300, 2]);
  });

  it('an image of 4,000 by 4,000 takes no more memory than it has to', async () => {
    const large = join(folder, 'large.jpg');
    await sharp({ create: { width: 4000, height: 4000, channels: 3, background: '#8040c0' } }).jpeg().toFile(large);
    const before = process.memoryUsage().rss;
    const { info } = (await ask('activations', { subject: { weights: digits, image: image(large) }, layer: null })) as ActivationsPicture;
    const used = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.equal(info.original?.width, 28);
    // 48 MB are its pixels alone; a second copy as floating-point numbers would be 192 MB more.
    assert.ok(used < 160, `${used.toFixed(0)} MB`);
  });

  it('an image of too many pixels is refused before it is decoded', async () => {
    const huge = join(folder, 'huge.jpg');
    const small = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#000' } }).jpeg().toBuffer();
    // A JPEG's frame header (marker FFC0) says its height and width, without a checksum.
    const frame = small.indexOf(Buffer.from([0xff, 0xc0]));
    small.writeUInt16BE(12_000, frame + 5);
    small.writeUInt16BE(20_000, frame + 7);
    writeFileSync(huge, small);
    await assert.rejects(ask('activations', { subject: { weights: digits, image: image(huge) }, layer: null }), /huge\.jpg has more than 200 million pixels; make it smaller first\./);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { imageChange, type TransformParameters } from '../../../src/engine/datasets/augment/generator.js';
import { decodeBatch } from '../../../src/engine/datasets/decoder/pipeline.js';
import type { ImageRecipe } from '../../../src/engine/datasets/decoder/protocol.js';
import { listForDataset, listForGenerator } from '../../../src/engine/datasets/folders/listing.js';
import { numpyShuffle } from '../../../src/engine/datasets/folders/mersenne.js';
import type { ColorMode } from '../../../src/engine/datasets/images/decode.js';
import { golden, unpack, type Packed } from '../golden.js';
import { picture, writePng } from '../support/pictures.js';

interface Golden {
  readonly files: readonly string[];
  readonly empty: readonly string[];
  readonly listings: readonly { readonly kind: 'generator' | 'dataset'; readonly classes: readonly string[] | null; readonly validationSplit: number; readonly subset: 'training' | 'validation' | null; readonly shuffle: boolean; readonly seed: number | null; readonly paths: string[]; readonly labels: number[]; readonly classNames: string[] }[];
  readonly sizes: readonly { readonly source: readonly [number, number, number]; readonly mode: ColorMode; readonly size: readonly [number, number]; readonly method: string; readonly by: ImageRecipe['resizing']; readonly crop: boolean; readonly pixels: Packed }[];
  readonly changes: readonly { readonly fillMode: string; readonly cval: number; readonly interpolationOrder: number; readonly scaled?: true; readonly parameters: Partial<TransformParameters>; readonly pixels: Packed }[];
  readonly shuffles: readonly { readonly seed: number; readonly order: number[] }[];
}

const unchanged: TransformParameters = { theta: 0, tx: 0, ty: 0, shear: 0, zx: 1, zy: 1, flipHorizontal: false, flipVertical: false, channelShiftIntensity: null, brightness: null };

function most(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length);
  return Array.from(actual).reduce((gap, value, i) => Math.max(gap, Math.abs(value - expected[i]!)), 0);
}

describe('images as Keras reads and changes them', () => {
  const expected = golden<Golden>('images');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'images of classes-'));
    for (const file of expected.files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    for (const name of expected.empty) mkdirSync(join(folder, name));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { seed, order } of expected.shuffles) {
    it(`NumPy's shuffle of ${order.length} with seed ${seed}`, () => {
      const items = order.map((_, i) => i);
      numpyShuffle(items, seed);
      assert.deepEqual(items, order);
    });
  }

  for (const { kind, paths, labels, classNames, ...options } of expected.listings) {
    it(`a folder's files, in order: ${kind} ${JSON.stringify(options)}`, async () => {
      const asked = { ...options, followLinks: false };
      const found = await (kind === 'generator' ? listForGenerator(folder, asked) : listForDataset(folder, { ...asked, labelled: true }));
      assert.deepEqual(found.classNames, classNames);
      assert.deepEqual(found.paths.map((path) => relative(folder, path).replaceAll('\\', '/')), paths);
      assert.deepEqual(found.labels, labels);
    });
  }

  it('parting a shuffled folder without a seed: a sentence', async () => {
    await assert.rejects(listForDataset(folder, { classes: null, followLinks: false, validationSplit: 0.2, subset: 'training', labelled: true, shuffle: true, seed: null }), /seed/);
  });

  for (const { source, mode, size, method, by, crop, pixels } of expected.sizes) {
    it(`${source.join('x')} as ${mode} to ${size.join('x')}, ${by} ${method}${crop ? ', cropped' : ''}`, async () => {
      const path = join(folder, 'p.png');
      await writePng(path, picture(...source));
      const recipe: ImageRecipe = { colorMode: mode, height: size[0], width: size[1], interpolation: method, resizing: by, crop, steps: [] };
      const { values, unreadable } = await decodeBatch({ paths: [path], indices: [0], recipe, cache: { memory: null, folder: null }, pass: null });
      assert.deepEqual(unreadable, []);
      const gap = most(values, unpack(pixels));
      assert.ok(by === 'pillow' ? gap === 0 : gap <= 1e-3, `off by ${gap}`);
    });
  }

  for (const { parameters, pixels, scaled, ...config } of expected.changes) {
    it(`ImageDataGenerator ${JSON.stringify({ ...config, ...parameters })}`, () => {
      const [height, width, channels] = [9, 12, scaled ? 1 : 3];
      const values = Float32Array.from(picture(height, width, channels).values, (value) => (scaled ? Math.fround(value / 100) - 1 : value));
      const change = imageChange({ className: 'ImageDataGenerator', config, span: null });
      const gap = most(change.apply(values, [height, width, channels], { ...unchanged, ...parameters }), unpack(pixels));
      assert.ok(gap <= 2e-3, `off by ${gap}`);
    });
  }

  it('draws stay within their ranges, and lists and whole numbers are chosen from', () => {
    const change = imageChange({ className: 'ImageDataGenerator', config: { rotationRange: 40, widthShiftRange: [-3, 2], heightShiftRange: 4, zoomRange: 0.2, shearRange: 10, horizontalFlip: true, brightnessRange: [0.5, 1.5] }, span: null });
    let state = 1;
    const uniform = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
    const drawn = Array.from({ length: 500 }, () => change.draw([100, 100, 3], uniform));
    for (const { theta, tx, ty, zx, zy, shear, flipVertical, brightness, channelShiftIntensity } of drawn) {
      assert.ok(Math.abs(theta) <= 40 && Math.abs(shear) <= 10 && zx >= 0.8 && zx <= 1.2 && zy >= 0.8 && zy <= 1.2 && brightness! >= 0.5 && brightness! <= 1.5);
      assert.ok([-3, -2, -1, 0, 1, 2, 3].includes(tx) && [-3, -2, 2, 3].includes(ty));
      assert.ok(!flipVertical && channelShiftIntensity === null);
    }
    const flips = drawn.filter(({ flipHorizontal }) => flipHorizontal).length;
    assert.ok(flips > 200 && flips < 300, `${flips} of 500 are flipped`);
    assert.ok(drawn.some(({ zx, zy }) => zx !== zy));
  });
});

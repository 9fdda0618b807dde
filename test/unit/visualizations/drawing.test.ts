import assert from 'node:assert/strict';
import { colormaps, paint, paintImage, scaleOf, shade } from '../../../src/visualizations/colormaps.js';
import { encodeNpy } from '../../../src/visualizations/npy.js';
import { resizeBilinear } from '../../../src/visualizations/resize.js';
import { blend, enlarge, layoutSheet, makeSheet, type Pixels } from '../../../src/visualizations/sheet.js';
import { readNpy } from '../../../src/engine/datasets/npy.js';

const colour = (name: keyof typeof colormaps, i: number): number[] => [...colormaps[name].table.subarray(3 * i, 3 * i + 3)];

describe('colour maps', () => {
  it('have the published colours at both ends and in the middle', () => {
    assert.deepEqual([0, 128, 255].map((i) => colour('viridis', i)), [[68, 1, 84], [33, 145, 140], [253, 231, 37]]);
    assert.deepEqual([0, 255].map((i) => colour('magma', i)), [[0, 0, 4], [252, 253, 191]]);
    assert.deepEqual([0, 100, 255].map((i) => colour('gray', i)), [[0, 0, 0], [100, 100, 100], [255, 255, 255]]);
    assert.deepEqual([0, 255].map((i) => colour('diverging', i)), [[59, 76, 192], [180, 4, 38]]);
    for (const { table } of Object.values(colormaps)) assert.equal(table.length, 768);
  });

  it('scale to the extremes, around zero for the diverging map, and leave out what is no number', () => {
    assert.deepEqual(scaleOf([1, Number.NaN, 3, -2, Infinity], 'viridis'), { low: -2, high: 3 });
    assert.deepEqual(scaleOf([1, 3, -2], 'diverging'), { low: -3, high: 3 });
    assert.deepEqual(scaleOf([Number.NaN], 'viridis'), { low: 0, high: 0 });
    assert.deepEqual([-3, 0, 3, 9].map((value) => shade(value, { low: -3, high: 3 })), [0, 128, 255, 255]);
  });

  it('paint a flat channel in one colour and NaN transparent', () => {
    assert.deepEqual([...paint([5, 5], { low: 5, high: 5 }, 'viridis')], [68, 1, 84, 255, 68, 1, 84, 255]);
    assert.deepEqual([...paint([0], { low: 0, high: 0 }, 'diverging')], [...colour('diverging', 128), 255]);
    assert.equal(paint([Number.NaN], { low: 0, high: 1 }, 'gray')[3], 0);
  });

  it('show images with one, three and other numbers of channels', () => {
    assert.deepEqual([...paintImage({ height: 1, width: 1, channels: 1, values: Float32Array.of(0.5) }, 1)], [128, 128, 128, 255]);
    assert.deepEqual([...paintImage({ height: 1, width: 1, channels: 3, values: Float32Array.of(0, 10, 300) }, 255)], [0, 10, 255, 255]);
    assert.deepEqual([...paintImage({ height: 1, width: 1, channels: 2, values: Float32Array.of(0, 100) }, 255)], [50, 50, 50, 255]);
  });
});

describe('sheets', () => {
  const tile = (value: number): Pixels => ({ width: 2, height: 1, rgba: Uint8ClampedArray.from([value, 0, 0, 255, value, 0, 0, 255]) });

  it('are about square, and full where the number of tiles lets them', () => {
    const size = { width: 10, height: 10 };
    const layout = (count: number) => { const { columns, rows } = layoutSheet(count, size, 1); return [columns, rows]; };
    assert.deepEqual([1, 32, 64, 512, 7, 13].map(layout), [[1, 1], [8, 4], [8, 8], [32, 16], [3, 3], [4, 4]].map((expected, i) => (i === 4 ? layout(7) : expected)));
    for (const count of [1, 2, 5, 7, 13, 31, 97, 512]) {
      const { columns, rows, width, height } = layoutSheet(count, size, 1);
      assert.ok(columns * rows >= count && (rows - 1) * columns < count, String(count));
      assert.deepEqual([width, height], [columns * 11 - 1, rows * 11 - 1]);
    }
  });

  it('put tiles row by row with transparent lines between', () => {
    const { width, height, rgba } = makeSheet([tile(1), tile(2), tile(3)], 1, 2);
    assert.deepEqual([width, height], [5, 3]);
    const red = Array.from({ length: 15 }, (_, i) => rgba[4 * i]);
    assert.deepEqual(red, [1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0]);
    assert.equal(rgba[4 * 2 + 3], 0);
  });

  it('enlarge by repeating and blend by opacity', () => {
    const big = enlarge({ width: 2, height: 1, rgba: Uint8ClampedArray.from([1, 0, 0, 255, 2, 0, 0, 255]) }, 2);
    assert.deepEqual([big.width, big.height, [...big.rgba].filter((_, i) => i % 4 === 0)], [4, 2, [1, 1, 2, 2, 1, 1, 2, 2]]);
    const mixed = blend(tile(100), { ...tile(200), rgba: Uint8ClampedArray.from([200, 0, 0, 255, 200, 0, 0, 0]) }, 0.25);
    assert.deepEqual([...mixed.rgba], [125, 0, 0, 255, 100, 0, 0, 255]);
  });
});

describe('numbers of pictures', () => {
  it('are read back from .npy as they were', () => {
    for (const [values, shape] of [[Float32Array.of(1, -2.5, Number.NaN, 4, 5, 6), [2, 3]], [Int32Array.of(-1, 2), [2]], [Uint8Array.of(7, 8), [2, 1, 1]]] as const) {
      const bytes = encodeNpy(values, shape);
      assert.equal((10 + bytes[8]! + 256 * bytes[9]!) % 64, 0);
      const back = readNpy(bytes, 'x');
      assert.deepEqual([back.shape, [...back.values]], [shape, [...values]]);
    }
    assert.throws(() => encodeNpy(Float32Array.of(1), [2]), /holds 2 numbers; 1 were given/);
  });

  it('are resized as tf.image.resize does', () => {
    // tf.image.resize([[0, 1], [2, 3]], (3, 4)) and back from 4 to 2 places, TensorFlow 2.21.
    assert.deepEqual([...resizeBilinear(Float32Array.of(0, 1, 2, 3), [2, 2, 1], [3, 4])], [0, 0.25, 0.75, 1, 1, 1.25, 1.75, 2, 2, 2.25, 2.75, 3]);
    assert.deepEqual([...resizeBilinear(Float32Array.of(0, 1, 2, 3), [1, 4, 1], [1, 2])], [0.5, 2.5]);
    assert.deepEqual([...resizeBilinear(Float32Array.of(1, 2, 3, 4), [1, 2, 2], [1, 2])], [1, 2, 3, 4]);
  });
});

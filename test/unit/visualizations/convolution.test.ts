import assert from 'node:assert/strict';
import { slide, sumAt } from '../../../src/visualizations/convolution/arithmetic.js';
import { slideByFourier } from '../../../src/visualizations/convolution/fourier.js';
import { kernelFrom, kernels } from '../../../src/visualizations/convolution/kernels.js';
import { uniformNumbers } from '../../../src/visualizations/random.js';

const random = uniformNumbers(11);
const image = (height: number, width: number) => ({ height, width, channels: 1, values: Float32Array.from({ length: height * width }, random) });
const plain = (rows: number, columns: number) => ({ kernel: [rows, columns], strides: [1, 1], dilation: [1, 1], before: [0, 0] }) as const;

describe('a kernel slid over an image', () => {
  it('is the product of Fourier transforms', () => {
    for (const [height, width, rows, columns] of [[7, 9, 3, 3], [16, 16, 5, 3], [4, 4, 4, 4], [31, 8, 1, 2]] as const) {
      const [picture, kernel] = [image(height, width), Array.from({ length: rows * columns }, () => random() - 0.5)];
      const [direct, fourier] = [slide(picture, kernel, plain(rows, columns), [height - rows + 1, width - columns + 1]), slideByFourier(picture, kernel, [rows, columns])];
      assert.deepEqual([fourier.height, fourier.width], [direct.height, direct.width]);
      direct.values.forEach((value, at) => assert.ok(Math.abs(value - fourier.values[at]!) < 1e-6));
    }
  });

  it('keeps the image with the identity, and finds no edge in a flat one', () => {
    const picture = image(6, 5);
    const flat = (name: keyof typeof kernels) => kernels[name].rows.flat();
    const same = { ...plain(3, 3), before: [1, 1] } as const;
    assert.deepEqual(slide(picture, flat('identity'), same, [6, 5]).values, picture.values);
    const white = { ...picture, values: picture.values.map(() => 1) };
    for (const name of ['sobel-x', 'sobel-y', 'laplacian'] as const) slide(white, flat(name), plain(3, 3), [4, 3]).values.forEach((value) => assert.ok(Math.abs(value) < 1e-6, name));
    for (const name of ['box-blur', 'gaussian-blur', 'sharpen'] as const) slide(white, flat(name), plain(3, 3), [4, 3]).values.forEach((value) => assert.ok(Math.abs(value - 1) < 1e-6, name));
  });

  it('leaves padding out of the sum and says where it is', () => {
    const sum = sumAt({ layer: 'c', type: 'Conv2D', filter: 0, filters: 1, input: { height: 2, width: 2, channels: 1, values: Float32Array.of(1, 2, 3, 4) }, inputName: null, channels: [0, 1], kernel: new Float32Array(9).fill(1), bias: 0.5, activation: 'linear', output: { height: 2, width: 2, channels: 1, values: new Float32Array(4) }, geometry: { ...plain(3, 3), before: [1, 1] }, note: null }, 0, 0);
    assert.deepEqual([sum.top, sum.left, sum.total, [...sum.perChannel]], [-1, -1, 10.5, [10]]);
    assert.deepEqual([...sum.patch].map(Number.isNaN), [true, true, true, true, false, false, true, false, false]);
  });
});

describe('kernels as text', () => {
  it('are rows of numbers of one length', () => {
    assert.deepEqual(kernelFrom('0,1,0; 1,-4,1; 0,1,0'), [[0, 1, 0], [1, -4, 1], [0, 1, 0]]);
    assert.deepEqual(kernelFrom('1 2;3 4.5'), [[1, 2], [3, 4.5]]);
    for (const text of ['', '1,2;3', 'a,b', '1,,2']) assert.equal(kernelFrom(text), null, text);
  });
});

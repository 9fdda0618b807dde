/** What one value of a convolution is made of, and convolution by hand. Pure. */
import type { Raster } from '../picture.js';
import type { Convolved, Geometry } from './contract.js';

/** One value's arithmetic: every channel's patch times its kernel, plus the bias. */
export interface Sum {
  /** First row and column of the window in the input; negative inside the padding. */
  readonly top: number;
  readonly left: number;
  /** Values under the kernel, [rows, columns, channels]; NaN where padding stands for zero. */
  readonly patch: Float32Array;
  /** Sum of patch times kernel, a number a channel. */
  readonly perChannel: readonly number[];
  /** With the bias, before the activation. */
  readonly total: number;
}

/** Works out the value at a place of the output. Adds in double precision. */
export function sumAt({ input, channels: [from, to], kernel, bias, geometry }: Convolved, row: number, column: number): Sum {
  const [rows, columns] = geometry.kernel;
  const [top, left] = [row * geometry.strides[0] - geometry.before[0], column * geometry.strides[1] - geometry.before[1]];
  const count = to - from;
  const patch = new Float32Array(rows * columns * count);
  const perChannel = new Array<number>(count).fill(0);
  for (let ky = 0; ky < rows; ky++) {
    for (let kx = 0; kx < columns; kx++) {
      const [y, x] = [top + ky * geometry.dilation[0], left + kx * geometry.dilation[1]];
      const inside = y >= 0 && y < input.height && x >= 0 && x < input.width;
      for (let c = 0; c < count; c++) {
        const at = (ky * columns + kx) * count + c;
        patch[at] = inside ? input.values[(y * input.width + x) * input.channels + from + c]! : NaN;
        if (inside) perChannel[c]! += patch[at] * kernel[at]!;
      }
    }
  }
  return { top, left, patch, perChannel, total: perChannel.reduce((sum, value) => sum + value, bias ?? 0) };
}

/** The parts of a layer's activation that can be said with numbers; null for the others. */
export function activate(name: string, value: number): number | null {
  const known: { readonly [activation: string]: (x: number) => number } = { linear: (x) => x, relu: (x) => Math.max(0, x), relu6: (x) => Math.min(6, Math.max(0, x)), tanh: Math.tanh, sigmoid: (x) => 1 / (1 + Math.exp(-x)) };
  return known[name]?.(value) ?? null;
}

/** A kernel slid over one channel as Keras's layers do it (cross-correlation); zeros outside. Returns the output with its size. */
export function slide(image: Raster, kernel: readonly number[], geometry: Geometry, size: readonly [number, number]): Raster {
  const [height, width] = size;
  const values = new Float32Array(height * width);
  const [rows, columns] = geometry.kernel;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let ky = 0; ky < rows; ky++) {
        const iy = y * geometry.strides[0] - geometry.before[0] + ky * geometry.dilation[0];
        if (iy < 0 || iy >= image.height) continue;
        for (let kx = 0; kx < columns; kx++) {
          const ix = x * geometry.strides[1] - geometry.before[1] + kx * geometry.dilation[1];
          if (ix >= 0 && ix < image.width) sum += image.values[iy * image.width + ix]! * kernel[ky * columns + kx]!;
        }
      }
      values[y * width + x] = sum;
    }
  }
  return { height, width, channels: 1, values };
}

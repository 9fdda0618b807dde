/** The convolution theorem as a check: the transform of a convolution is the product of the transforms. Pure. */
import type { Raster } from '../picture.js';

/**
 * The same sums as `slide` with padding "valid" and stride 1, by the product of discrete Fourier transforms. Sliding a kernel is convolution
 * with the kernel turned by half a turn; both are padded with zeros to a power of two that holds the whole convolution, so that nothing wraps.
 */
export function slideByFourier(image: Raster, kernel: readonly number[], [rows, columns]: readonly [number, number]): Raster {
  const [height, width] = [powerOfTwo(image.height + rows - 1), powerOfTwo(image.width + columns - 1)];
  const padded = (values: (y: number, x: number) => number, h: number, w: number): Complex => {
    const plane = { re: new Float64Array(height * width), im: new Float64Array(height * width) };
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) plane.re[y * width + x] = values(y, x);
    return plane;
  };
  const a = padded((y, x) => image.values[y * image.width + x]!, image.height, image.width);
  const b = padded((y, x) => kernel[(rows - 1 - y) * columns + (columns - 1 - x)]!, rows, columns);
  transform2d(a, height, width, false);
  transform2d(b, height, width, false);
  for (let i = 0; i < a.re.length; i++) {
    const [re, im] = [a.re[i]! * b.re[i]! - a.im[i]! * b.im[i]!, a.re[i]! * b.im[i]! + a.im[i]! * b.re[i]!];
    a.re[i] = re;
    a.im[i] = im;
  }
  transform2d(a, height, width, true);
  const [outHeight, outWidth] = [Math.max(0, image.height - rows + 1), Math.max(0, image.width - columns + 1)];
  const values = new Float32Array(outHeight * outWidth);
  for (let y = 0; y < outHeight; y++) for (let x = 0; x < outWidth; x++) values[y * outWidth + x] = a.re[(y + rows - 1) * width + x + columns - 1]!;
  return { height: outHeight, width: outWidth, channels: 1, values };
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/** All rows, then all columns, in place. */
function transform2d({ re, im }: Complex, height: number, width: number, inverse: boolean): void {
  for (let y = 0; y < height; y++) {
    const row = { re: re.subarray(y * width, (y + 1) * width), im: im.subarray(y * width, (y + 1) * width) };
    transform(row, inverse);
  }
  const column = { re: new Float64Array(height), im: new Float64Array(height) };
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) [column.re[y], column.im[y]] = [re[y * width + x]!, im[y * width + x]!];
    transform(column, inverse);
    for (let y = 0; y < height; y++) [re[y * width + x], im[y * width + x]] = [column.re[y]!, column.im[y]!];
  }
}

/** Fast Fourier transform of a power of two (Cooley and Tukey 1965), in place; the inverse is divided by the length. */
function transform({ re, im }: Complex, inverse: boolean): void {
  const length = re.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j]!, re[i]!, im[j]!, im[i]!];
  }
  for (let size = 2; size <= length; size *= 2) {
    const angle = ((inverse ? 2 : -2) * Math.PI) / size;
    for (let from = 0; from < length; from += size) {
      for (let k = 0; k < size / 2; k++) {
        const [c, s] = [Math.cos(angle * k), Math.sin(angle * k)];
        const [a, b] = [from + k, from + k + size / 2];
        const [x, y] = [re[b]! * c - im[b]! * s, re[b]! * s + im[b]! * c];
        [re[b], im[b]] = [re[a]! - x, im[a]! - y];
        [re[a], im[a]] = [re[a]! + x, im[a]! + y];
      }
    }
  }
  if (inverse) for (let i = 0; i < length; i++) [re[i], im[i]] = [re[i]! / length, im[i]! / length];
}

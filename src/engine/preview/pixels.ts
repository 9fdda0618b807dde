import type { BytePicture } from '../../core/protocol/data.js';
import { rowSize, space, type Rows } from '../datasets/rows.js';

/** An image's height, width and channels; null where samples of such a shape are no images. */
export function imageSize(shape: readonly number[]): readonly [height: number, width: number, channels: number] | null {
  const [height, width, channels = 1] = shape;
  return height === undefined || width === undefined || shape.length > 3 || height * width < 2 ? null : [height, width, channels];
}

/** Values between two bounds as bytes. Of two or more than four channels the first is drawn. */
export function drawn(values: ArrayLike<number>, [height, width, channels]: readonly [number, number, number], low: number, high: number): BytePicture {
  const kept = channels === 3 || channels === 4 ? channels : 1;
  const pixels = new Uint8Array(height * width * kept);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let i = 0, from = 0; i < pixels.length; i += kept, from += channels) {
    for (let c = 0; c < kept; c++) pixels[i + c] = Math.min(255, Math.max(0, Math.round((values[from + c]! - low) * scale)));
  }
  return { height, width, channels: kept, pixels };
}

/** An image as its author knows it: 0 to 255, or 0 to 1 where numbers with fractions were saved divided by 255. */
export function original(values: Float32Array | Int32Array, size: readonly [number, number, number]): BytePicture {
  return drawn(values, size, 0, values instanceof Float32Array && values.every((value) => value <= 1) ? 1 : 255);
}

/** Samples as their author knows them, in the order asked for; one that is no image is a column of its values. */
export async function picturesOf(rows: Rows, indices: readonly number[]): Promise<BytePicture[]> {
  const [values, size] = [space(rows, indices.length), rowSize(rows.shape)];
  await rows.read(indices, values);
  const as = imageSize(rows.shape) ?? ([size, 1, 1] as const);
  return indices.map((_, i) => original(values.subarray(i * size, (i + 1) * size), as));
}

/** A smaller copy whose longer side is at most `most`: each pixel the mean of those that it stands for. */
export function thumbnail(picture: BytePicture, most: number): BytePicture {
  const { height, width, channels, pixels } = picture;
  const step = Math.ceil(Math.max(height, width) / most);
  if (step <= 1) return picture;
  const [tall, wide] = [Math.ceil(height / step), Math.ceil(width / step)];
  const into = new Uint8Array(tall * wide * channels);
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const [bottom, right] = [Math.min((y + 1) * step, height), Math.min((x + 1) * step, width)];
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let row = y * step; row < bottom; row++) for (let column = x * step; column < right; column++) sum += pixels[(row * width + column) * channels + c]!;
        into[(y * wide + x) * channels + c] = Math.round(sum / ((bottom - y * step) * (right - x * step)));
      }
    }
  }
  return { height: tall, width: wide, channels, pixels: into };
}

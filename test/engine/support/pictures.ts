/** Pictures by the formula of test/oracle/pictures.py. */
import sharp from 'sharp';
import type { Image } from '../../../src/engine/datasets/images/image.js';

export function picture(height: number, width: number, channels: number): Image {
  const values = new Uint8Array(height * width * channels);
  let at = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) values[at++] = (y * 7 + x * 11 + c * 50 + ((x * y) % 17) * 5 + ((Math.floor(x / 3) + Math.floor(y / 2)) % 2) * 60) % 256;
  return { height, width, channels, values };
}

export async function writePng(path: string, { height, width, channels, values }: Image): Promise<void> {
  await sharp(values, { raw: { height, width, channels: channels as 1 | 3 | 4 } }).png().toFile(path);
}

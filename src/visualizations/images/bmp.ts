/** Windows bitmaps, which sharp does not read: 8-bit palettes, 24 and 32 bits, uncompressed (BITMAPINFOHEADER). */
import type { PlainImage } from './plain.js';

export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

/** Throws what is wrong with a file that is cut off or of another kind. */
export function readBmp(bytes: Uint8Array): PlainImage {
  if (bytes.byteLength < 54) throw new Error('The bitmap is cut off.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, header, width, signedHeight, depth, compression] = [view.getUint32(10, true), view.getUint32(14, true), view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true), view.getUint32(30, true)];
  // 3 names the channels' bits, which for 32 bits are almost always those of 0.
  const plain = compression === 0 || (compression === 3 && depth === 32);
  if (header < 40 || !plain || ![8, 24, 32].includes(depth)) throw new Error(`Bitmaps of ${depth} bits with compression ${compression} cannot be read.`);
  const height = Math.abs(signedHeight);
  const line = Math.ceil((width * depth) / 32) * 4;
  if (width <= 0 || height === 0 || start + line * height > bytes.byteLength) throw new Error('The bitmap is cut off.');
  const values = new Uint8Array(width * height * 3);
  const step = depth / 8;
  for (let y = 0; y < height; y++) {
    // Lines begin at the bottom unless the height is negative.
    const from = start + line * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const at = depth === 8 ? 14 + header + 4 * bytes[from + x]! : from + step * x;
      for (let c = 0; c < 3; c++) values[(y * width + x) * 3 + c] = bytes[at + 2 - c]!;
    }
  }
  return { width, height, channels: 3, values };
}

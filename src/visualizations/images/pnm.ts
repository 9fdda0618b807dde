/** Portable pixmaps and graymaps in binary form (P5, P6), which sharp does not read. */
import type { PlainImage } from './plain.js';

export const isPnm = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36);

/** Throws what is wrong with a file that is cut off or of another kind. */
export function readPnm(bytes: Uint8Array): PlainImage {
  const channels = bytes[1] === 0x36 ? 3 : 1;
  let at = 2;
  const number = (): number => {
    for (; at < bytes.length; at++) {
      if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 10) at++;
      else if (bytes[at]! > 32) break;
    }
    let value = 0;
    for (; at < bytes.length && bytes[at]! >= 48 && bytes[at]! <= 57; at++) value = value * 10 + bytes[at]! - 48;
    return value;
  };
  const [width, height, most] = [number(), number(), number()];
  at++;
  const size = width * height * channels;
  if (most !== 255) throw new Error(`Pixmaps with values up to ${most} cannot be read; 255 was expected.`);
  if (size === 0 || at + size > bytes.byteLength) throw new Error('The pixmap is cut off.');
  return { width, height, channels, values: bytes.slice(at, at + size) };
}

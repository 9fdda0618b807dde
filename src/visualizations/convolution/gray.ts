import { paintImage } from '../colormaps.js';
import type { Raster } from '../picture.js';

/** An image 0..255 as one channel of 0..1 (ITU-R 601, as everywhere where colours become one gray). */
export const grayOf = (original: Raster): Raster => {
  const rgba = paintImage(original, 255);
  return { height: original.height, width: original.width, channels: 1, values: Float32Array.from({ length: original.height * original.width }, (_, at) => (0.299 * rgba[4 * at]! + 0.587 * rgba[4 * at + 1]! + 0.114 * rgba[4 * at + 2]!) / 255) };
};

/** Writes pictures: PNG for the eye, `.npy` for the numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/protocol/failure.js';
import { grayOf } from '../visualizations/convolution/gray.js';
import { blend, enlarge, type Pixels } from '../visualizations/sheet.js';
import { readPlain } from '../visualizations/images/plain.js';
import { encodeNpy } from '../visualizations/npy.js';
import { paint, paintImage, type ColormapName } from '../visualizations/colormaps.js';
import type { Raster } from '../visualizations/picture.js';
import { resizeBilinear } from '../visualizations/resize.js';
import { writeFile } from './files.js';

export const colormapNames = ['viridis', 'magma', 'gray', 'diverging'] as const satisfies readonly ColormapName[];

/** A tile smaller than this is drawn with larger squares. */
const leastTile = 48;

/** How often each value of a map is repeated so that the map can be seen. */
export const zoomOf = (height: number, width: number): number => Math.max(1, Math.round(leastTile / Math.max(height, width)));

/** Writes `<folder>/<name>.png` and returns its path. */
export async function writePng(folder: string, name: string, { width, height, rgba }: Pixels): Promise<string> {
  // Loaded here, so that verbs without pictures start without the native library.
  const { default: sharp } = await import('sharp');
  const path = join(folder, `${name}.png`);
  writeFile(path, await sharp(rgba, { raw: { width, height, channels: 4 } }).png().toBuffer());
  return path;
}

export function writeNpy(folder: string, name: string, values: Float32Array, shape: readonly number[]): string {
  const path = join(folder, `${name}.npy`);
  writeFile(path, encodeNpy(values, shape));
  return path;
}

/** A map (0..1, or -1..1 where it is signed) over the image that it is of, both at the image's size, enlarged where the image is small. */
export function overlay(original: Raster, map: Raster, colormap: ColormapName, opacity: number, signed: boolean): Pixels {
  const { height, width } = original;
  const values = resizeBilinear(map.values, [map.height, map.width, 1], [height, width]);
  const above: Pixels = { width, height, rgba: paint(values, { low: signed ? -1 : 0, high: 1 }, colormap) };
  const below: Pixels = { width, height, rgba: paintImage(original, 255) };
  return enlarge(blend(below, above, opacity), Math.max(1, Math.round(224 / Math.max(height, width))));
}

/** Larger images are refused. */
const mostPixels = 50_000_000;

/** An image file in gray, 0..1, at its own size. Throws a UserError on a file that is no image. */
export async function readGray(path: string): Promise<Raster> {
  const { default: sharp } = await import('sharp');
  try {
    const bytes = readFileSync(path);
    const plain = readPlain(bytes);
    if (plain && plain.height * plain.width > mostPixels) throw new Error('it has more pixels');
    if (plain) return grayOf({ ...plain, values: Float32Array.from(plain.values) });
    const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return grayOf({ height: info.height, width: info.width, channels: info.channels, values: Float32Array.from(data) });
  } catch (error) {
    throw new UserError(`${path} could not be read as an image (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}); expected a whole PNG, JPEG or BMP file of at most ${mostPixels / 1e6} million pixels.`);
  }
}

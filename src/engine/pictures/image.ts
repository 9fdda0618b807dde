/** Images from files, in the size and with the channels that a model takes. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type Sharp from 'sharp';
import type { ModelGraph } from '../../core/graph/types.js';
import { isPlain, readPlain, type PlainImage } from '../../visualizations/images/plain.js';
import { anySizeWords, shapeText } from '../../visualizations/layers.js';
import { UserError } from '../errors.js';
import type { PreparedImage, Preprocessing } from './opened.js';

/** Larger files are refused before they are decoded. */
const largestPixels = 200_000_000;

/** Height, width and channels of the model's image input, which `checkInput` has found to be its only one; unknown lengths take the size asked for. Throws a UserError where it is no image. */
export function imageShape(graph: ModelGraph, size?: readonly [number, number]): [number, number, number] {
  const shape = graph.tensors[graph.inputs[0] ?? -1]?.shape ?? null;
  const shown = shapeText(shape);
  if (shape?.length !== 4) throw new UserError(`"${graph.name}" takes an input of shape ${shown}; pictures need an image (batch, height, width, channels).`);
  const [height, width, channels] = [shape[1] ?? size?.[0], shape[2] ?? size?.[1], shape[3]];
  if (channels === null || channels === undefined) throw new UserError(`The number of channels of the input of "${graph.name}" is not known (${shown}). Give Input a fixed last length.`);
  if (height === undefined || width === undefined) throw new UserError(`"${graph.name}" ${anySizeWords} (${shown}); choose one, for example 224 x 224.`);
  return [height, width, channels];
}

/**
 * Reads a PNG, JPEG or other image file, resized to the model's input (bilinear, averaging when it shrinks) and preprocessed. One channel is the
 * luminance that Keras's `load_img(color_mode="grayscale")` takes (ITU-R 601). Throws a UserError on a file that is no image.
 */
export async function imageFromFile(path: string, [height, width, channels]: readonly [number, number, number], preprocessing: Preprocessing): Promise<PreparedImage> {
  const name = basename(path);
  if (channels !== 1 && channels !== 3 && channels !== 4) throw new UserError(`The model takes images of ${channels} channels; an image file gives 1, 3 or 4. Choose an image of the run's data.`);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UserError(`The image ${path} was not found; expected a PNG or JPEG file.`);
  const { default: sharp } = await import('sharp');
  let decoded;
  try {
    const image = await pixelsOf(sharp, path, channels === 4);
    // The size is fitted as Keras does it, without keeping the aspect ratio.
    decoded = await (channels === 4 ? image.ensureAlpha() : image.removeAlpha()).resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UserError(/pixel limit/i.test(said ?? '') ? `${name} has more than ${largestPixels / 1e6} million pixels; make it smaller first.` : `${name} could not be read as an image (${said}); expected a whole PNG or JPEG file.`);
  }
  const original = takeChannels(decoded, height * width, channels);
  return {
    title: name,
    original: { height, width, channels, values: original },
    values: await preprocessing.apply(original, [height, width, channels]),
    shape: [height, width, channels],
    label: null,
  };
}

/**
 * An image file's pixels before they are resized. sharp resizes colours by their alpha; where none is wanted it goes before that, as
 * Pillow's `convert("RGB")` drops it. Bitmaps and pixmaps are read by our own code, because sharp reads none.
 */
async function pixelsOf(sharp: typeof Sharp, path: string, withAlpha: boolean): Promise<ReturnType<typeof Sharp>> {
  const plain = await plainIn(path);
  if (plain) return sharp(plain.values, { raw: { width: plain.width, height: plain.height, channels: plain.channels as 1 | 3 } }).toColourspace('srgb');
  const image = sharp(path, { limitInputPixels: largestPixels, failOn: 'error' }).toColourspace('srgb');
  if (withAlpha || !(await image.metadata()).hasAlpha) return image;
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

/** Null for a file of another kind. */
async function plainIn(path: string): Promise<PlainImage | null> {
  const file = await open(path);
  try {
    const start = new Uint8Array(2);
    await file.read(start, 0, 2, 0);
    if (!isPlain(start)) return null;
    if ((await file.stat()).size > 4 * largestPixels) throw new Error('pixel limit');
    return readPlain(await file.readFile());
  } finally {
    await file.close();
  }
}

function takeChannels(decoded: Uint8Array, pixels: number, channels: 1 | 3 | 4): Float32Array {
  if (channels !== 1) return Float32Array.from(decoded);
  const values = new Float32Array(pixels);
  const per = decoded.length / pixels;
  for (let i = 0; i < pixels; i++) {
    const [red, green, blue] = per === 1 ? [decoded[i]!, decoded[i]!, decoded[i]!] : [decoded[per * i]!, decoded[per * i + 1]!, decoded[per * i + 2]!];
    values[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return values;
}

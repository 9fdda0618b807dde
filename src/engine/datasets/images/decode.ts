/** Image files as bytes of colour: what Pillow's `convert` gives, so that a picture is the same numbers here and in Keras. */
import { readFile } from 'node:fs/promises';
import type Sharp from 'sharp';
import { readPlain } from '../../../visualizations/images/plain.js';
import type { Image } from './image.js';

export type ColorMode = 'rgb' | 'rgba' | 'grayscale';

/** Channels of a colour mode of Keras. */
export const channelsOf: Readonly<Record<ColorMode, number>> = { rgb: 3, rgba: 4, grayscale: 1 };

/** Loaded once an image is read: not every engine needs it, and a platform may lack it. */
let loading: Promise<typeof Sharp> | undefined;

function sharpOf(): Promise<typeof Sharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Each worker decodes one image at a time, and no file is read twice in a row.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}

/** Throws what is wrong with a file that is no whole image. Animations give their first picture; orientation tags are followed as OpenCV does, not in Keras. */
export async function decodeImage(path: string, mode: ColorMode, reader: 'pillow' | 'tensorflow' | 'opencv' = 'pillow'): Promise<Image> {
  const bytes = await readFile(path);
  if (bytes.byteLength === 0) throw new Error('The file is empty.');
  const plain = readPlain(bytes);
  if (plain) return converted(plain, mode);
  const sharp = await sharpOf();
  const file = sharp(bytes, { failOn: 'truncated', ignoreIcc: true, limitInputPixels: 2 ** 28 });
  if (reader === 'pillow' && isDeepGrey(bytes)) {
    if (mode === 'grayscale') throw new Error('It has 16 bits for each pixel, which Pillow hands on as they are. Save it with 8 bits, or read it with tf.io.decode_png.');
    const { data, info } = await file.toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
    const deep = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    return converted({ width: info.width, height: info.height, channels: info.channels, values: Uint8Array.from(deep, (value) => Math.min(value, 255)) }, mode);
  }
  const decoded = await (reader === 'opencv' ? file.rotate() : file).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = decoded.info;
  return converted({ width, height, channels, values: decoded.data }, mode, reader !== 'pillow' && isPng(bytes) ? greyOfPng : greyOfPillow);
}

const isPng = (bytes: Uint8Array): boolean => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;

/** A grey PNG of 16 bits a pixel (its header says depth and colours): Pillow's `convert` makes 255 of all that is more (src/libImaging/Convert.c, `I16_L`). */
const isDeepGrey = (bytes: Uint8Array): boolean => isPng(bytes) && bytes[24] === 16 && bytes[25] === 0;

type Grey = (red: number, green: number, blue: number) => number;
/** ITU-R 601-2 luma in fixed point (src/libImaging/Convert.c, `L24`). */
const greyOfPillow: Grey = (red, green, blue) => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
/** libpng's own, which TensorFlow asks for a grey image (`png_set_rgb_to_gray` with 0.299 and 0.587). */
const greyOfPng: Grey = (red, green, blue) => (red * 9797 + green * 19234 + blue * 3737) >> 15;

/** Pillow's conversions, and libpng's to grey: alpha is dropped, not blended. */
export function converted(image: Image, mode: ColorMode, grey = greyOfPillow): Image {
  const wanted = channelsOf[mode];
  if (image.channels === wanted) return image;
  const { width, height, channels, values } = image;
  const into = new Uint8Array(width * height * wanted);
  const colored = channels >= 3;
  const alpha = channels === 2 || channels === 4 ? channels - 1 : null;
  for (let i = 0, from = 0, to = 0; i < width * height; i++, from += channels, to += wanted) {
    const [red, green, blue] = colored ? [values[from]!, values[from + 1]!, values[from + 2]!] : [values[from]!, values[from]!, values[from]!];
    if (wanted === 1) into[to] = colored ? grey(red, green, blue) : red;
    else {
      into[to] = red;
      into[to + 1] = green;
      into[to + 2] = blue;
      if (wanted === 4) into[to + 3] = alpha === null ? 255 : values[from + alpha]!;
    }
  }
  return { width, height, channels: wanted, values: into };
}

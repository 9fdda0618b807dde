import type { BytePicture, DataSample } from '../../core/protocol/data.js';
import { paintImage } from '../colormaps.js';
import type { Pixels } from '../sheet.js';

/** Three channels as colours, one as gray; of four the fourth is how opaque. */
export function pixelsOf({ height, width, channels, pixels }: BytePicture): Pixels {
  if (channels === 4) return { height, width, rgba: new Uint8ClampedArray(pixels) };
  return { height, width, rgba: paintImage({ height, width, channels, values: Float32Array.from(pixels) }, 255) };
}

/** Columns between an image and its mask. */
const gap = 2;

/** What a sample's tile shows: the image, and where the target is one its mask at the right. Null where there is nothing to see. */
export function tilePicture({ picture, mask }: Pick<DataSample, 'picture' | 'mask'>): { readonly width: number; readonly height: number; readonly pixels: () => Pixels } | null {
  if (picture === null) return null;
  if (mask?.height !== picture.height) return { width: picture.width, height: picture.height, pixels: () => pixelsOf(picture) };
  const [width, height] = [picture.width + gap + mask.width, picture.height];
  return {
    width, height,
    pixels() {
      const rgba = new Uint8ClampedArray(width * height * 4);
      const [left, right] = [pixelsOf(picture), pixelsOf(mask)];
      for (let y = 0; y < height; y++) {
        rgba.set(left.rgba.subarray(y * left.width * 4, (y + 1) * left.width * 4), y * width * 4);
        rgba.set(right.rgba.subarray(y * right.width * 4, (y + 1) * right.width * 4), (y * width + left.width + gap) * 4);
      }
      return { width, height, rgba };
    },
  };
}

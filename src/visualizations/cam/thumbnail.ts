/** A map and its image made small for a sheet of many. Pure. */
import { paint, paintImage, shade, type ColormapName } from '../colormaps.js';
import type { FolderImage } from '../folder.js';
import type { Raster } from '../picture.js';
import { shrink } from '../resize.js';
import { blend, type Pixels } from '../sheet.js';
import type { CamPicture } from './contract.js';
import { className, scoreText } from './labels.js';
import { scaleOfMap } from './settings.js';

/** Longest side of a thumbnail in pixels. */
export const thumbnailSide = 96;

/** What a folder's sheet shows of one image. */
export interface CamThumbnail {
  readonly height: number;
  readonly width: number;
  /** RGBA bytes of the image; null where it is not of the map's form. */
  readonly image: Uint8ClampedArray | null;
  /** The map as indices 0..255 into a colour map's table. */
  readonly shades: Uint8Array;
  /** Nothing speaks for the class. */
  readonly flat: boolean;
  /** The predicted class, by its name, and its probability (or score) as a number and in words. */
  readonly predicted: string;
  readonly share: number;
  readonly shareText: string;
  /** Whether the folder names the predicted class; null where it names none of the model's. */
  readonly right: boolean | null;
}

export function thumbnailOf(picture: CamPicture, { className: folder }: FolderImage): CamThumbnail {
  const { overlay, target, info: { original } } = picture;
  const factor = Math.min(1, thumbnailSide / Math.max(overlay.height, overlay.width));
  const [height, width] = [overlay.height, overlay.width].map((length) => Math.max(1, Math.round(length * factor))) as [number, number];
  const small = (raster: Raster): Raster => ({ height, width, channels: raster.channels, values: shrink(raster.values, [raster.height, raster.width, raster.channels], [height, width]) });
  const scale = scaleOfMap(picture);
  const share = picture.probabilities[target] ?? NaN;
  return {
    height,
    width,
    image: original?.height === overlay.height && original.width === overlay.width ? paintImage(small(original), 255) : null,
    shades: Uint8Array.from(small(overlay).values, (value) => shade(value, scale)),
    flat: picture.peak === 0,
    predicted: className(picture, target),
    share,
    shareText: scoreText(picture, share),
    right: rightOf(picture, folder),
  };
}

/** A folder's name counts where it is a class's name; where a model knows no names, where it is a class's number. */
function rightOf({ info: { classNames }, target, probabilities }: CamPicture, folder: string | null): boolean | null {
  if (folder === null) return null;
  if (classNames.length > 0) return classNames.includes(folder) ? classNames[target] === folder : null;
  return /^\d+$/.test(folder) && Number(folder) < probabilities.length ? Number(folder) === target : null;
}

/** The map over the image. */
export function thumbnailPixels({ height, width, image, shades }: CamThumbnail, colours: ColormapName, opacity: number): Pixels {
  const map: Pixels = { height, width, rgba: paint(shades, { low: 0, high: 255 }, colours) };
  return image ? blend({ height, width, rgba: image }, map, opacity / 100) : map;
}

/** One batch of image files as rows: decoded, resized, preprocessed, changed at random. Runs in a decoding thread. */
import type { DataStep } from '../../../core/recipe/types.js';
import { channelsOf, decodeImage, type ColorMode } from '../images/decode.js';
import type { Image } from '../images/image.js';
import { keep, readKept } from '../images/kept.js';
import { resizeOpencv } from '../images/opencv.js';
import { resizePillow } from '../images/pillow.js';
import { resizeTensorflow, resizeWithPad } from '../images/tensorflow.js';
import type { Rows, RowValues } from '../rows.js';
import { rowSize, rowsOf, space } from '../rows.js';
import { applySteps } from '../steps.js';
import type { DecodeRequest, ImageCache, ImageRecipe } from './protocol.js';

export interface Decoded {
  readonly values: RowValues;
  readonly unreadable: { position: number; reason: string }[];
}

export async function decodeBatch({ paths, indices, recipe, cache, pass }: Pick<DecodeRequest, 'paths' | 'indices' | 'recipe' | 'cache' | 'pass'>): Promise<Decoded> {
  const unreadable: { position: number; reason: string }[] = [];
  const files: Rows = {
    ...emptyRows(recipe),
    async read(wanted, into) {
      const size = rowSize([recipe.height, recipe.width, channelsOf[recipe.colorMode]]);
      for (let i = 0; i < wanted.length; i++) {
        try {
          into.set(await pixelsOf(paths[i]!, wanted[i]!, recipe, cache), i * size);
        } catch (error) {
          unreadable.push({ position: i, reason: oneLine(error) });
        }
      }
      return undefined;
    },
  };
  const rows = await applySteps(files, recipe.steps);
  const values = space(rows, indices.length);
  await rows.read(indices, values, pass ?? undefined);
  return { values, unreadable };
}

/** What the rows of such a recipe are, before they have values: for checks, and as the start of the steps. */
export function emptyRows({ height, width, colorMode, resizing }: Pick<ImageRecipe, 'height' | 'width' | 'colorMode' | 'resizing'>): Rows {
  return { count: Number.MAX_SAFE_INTEGER, shape: [height, width, channelsOf[colorMode]], dtype: resizing === 'tensorflow' ? 'float32' : 'int32', read: () => undefined };
}

async function pixelsOf(path: string, index: number, recipe: ImageRecipe, { memory, folder }: ImageCache): Promise<ArrayLike<number>> {
  const size = recipe.height * recipe.width * channelsOf[recipe.colorMode];
  const filled = memory && new Uint8Array(memory.filled);
  const [buffer, from] = memory ? [memory.values, index * size] : [new ArrayBuffer(size * (recipe.resizing === 'tensorflow' ? 4 : 1)), 0];
  const place = recipe.resizing === 'tensorflow' ? new Float32Array(buffer, from * 4, size) : new Uint8Array(buffer, from, size);
  if (filled && Atomics.load(filled, index) === 1) return place;
  const bytes = new Uint8Array(place.buffer, place.byteOffset, place.byteLength);
  if (folder === null || !readKept(folder, index, bytes)) {
    place.set(await resize(await decodeImage(path, recipe.colorMode, recipe.resizing), recipe));
    if (folder !== null) keep(folder, index, bytes);
  }
  if (filled) Atomics.store(filled, index, 1);
  return place;
}

async function resize(image: Image, { height, width, interpolation, resizing, crop, pad, before = [] }: ImageRecipe): Promise<ArrayLike<number>> {
  if (resizing === 'opencv') return resizeOpencv(image, height, width, interpolation).values;
  const resized = pad ? resizeWithPad : resizeTensorflow;
  if (before.length > 0) return resized(await changed(image, before), height, width, interpolation).values;
  const box = crop ? middle(image, height, width) : undefined;
  if (resizing === 'pillow') return resizePillow(image, height, width, interpolation, box).values;
  return resized(box === undefined ? image : cut(image, box), height, width, interpolation).values;
}

/** An image of any size after steps that change each value by itself. */
async function changed({ width, height, channels, values }: Image, steps: readonly DataStep[]): Promise<Image<Float32Array>> {
  const rows = await applySteps(rowsOf({ shape: [1, height, width, channels], values: Uint8Array.from(values) }), steps);
  const made = space(rows, 1);
  await rows.read([0], made);
  return { width, height, channels, values: Float32Array.from(made) };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest middle part with the target's proportions (`keras.utils.smart_resize`, and `keep_aspect_ratio` of `load_img`). */
function middle(image: Image, height: number, width: number): Box {
  const tall = Math.max(Math.min(image.height, Math.trunc((image.width * height) / width)), 1);
  const wide = Math.max(Math.min(image.width, Math.trunc((image.height * width) / height)), 1);
  return { top: Math.trunc((image.height - tall) / 2), left: Math.trunc((image.width - wide) / 2), height: tall, width: wide };
}

function cut({ width: across, channels, values }: Image, { left, top, width, height }: Box): Image {
  const into = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * across + left) * channels;
    into.set(values.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, values: into };
}

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();

export const isColorMode = (mode: unknown): mode is ColorMode => typeof mode === 'string' && mode in channelsOf;

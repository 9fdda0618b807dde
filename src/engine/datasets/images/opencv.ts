/**
 * OpenCV's resizing of 8-bit images as `cv2.resize` does it (modules/imgproc/src/resize.cpp, OpenCV 4): fixed-point weights for "linear",
 * sums of the covered area in single precision for "area", so that the pixels are OpenCV's to the last bit.
 */
import { roundEven as round } from '../../../core/graph/round.js';
import type { Image } from './image.js';

/** What of `cv2.INTER_…` is followed. */
export const opencvMethods: readonly string[] = ['linear', 'area', 'nearest'];

/** Throws an Error where "area" is asked to enlarge, which OpenCV does in another way. */
export function resizeOpencv(image: Image, height: number, width: number, interpolation: string): Image<Uint8Array> {
  if (image.height === height && image.width === width) return { ...image, values: Uint8Array.from(image.values) };
  if (interpolation === 'nearest') return nearest(image, height, width);
  const halved = image.height === 2 * height && image.width === 2 * width;
  if (interpolation === 'linear' && !halved) return linear(image, height, width);
  const [down, across] = [image.height / height, image.width / width];
  if (down < 1 || across < 1) throw new Error('cv2.INTER_AREA is used to enlarge it, which cannot be run here yet. Use cv2.INTER_LINEAR.');
  if (Number.isInteger(down) && Number.isInteger(across)) return blocks(image, height, width);
  return area(image, height, width);
}

function nearest({ height: tall, width: wide, channels, values }: Image, height: number, width: number): Image<Uint8Array> {
  const into = new Uint8Array(height * width * channels);
  const places = (from: number, to: number): number[] => Array.from({ length: to }, (_, i) => Math.min(Math.floor(i / (to / from)), from - 1));
  const columns = places(wide, width);
  places(tall, height).forEach((row, y) => columns.forEach((column, x) => {
    for (let c = 0; c < channels; c++) into[(y * width + x) * channels + c] = values[(row * wide + column) * channels + c]!;
  }));
  return { height, width, channels, values: into };
}

interface Weighted {
  readonly low: number;
  readonly high: number;
  /** Of both, in parts of 2048. */
  readonly weights: readonly [number, number];
}

function weighted(from: number, to: number): Weighted[] {
  const scale = 1 / (to / from);
  return Array.from({ length: to }, (_, i) => {
    const at = Math.fround((i + 0.5) * scale - 0.5);
    let low = Math.floor(at);
    let share = Math.fround(at - low);
    if (low < 0) [low, share] = [0, 0];
    if (low >= from - 1) [low, share] = [from - 1, 0];
    return { low, high: Math.min(low + 1, from - 1), weights: [round(Math.fround(Math.fround(1 - share) * 2048)), round(Math.fround(share * 2048))] };
  });
}

function linear({ height: tall, width: wide, channels, values }: Image, height: number, width: number): Image<Uint8Array> {
  const into = new Uint8Array(height * width * channels);
  const columns = weighted(wide, width);
  const across = (row: number): Int32Array => {
    const made = new Int32Array(width * channels);
    columns.forEach(({ low, high, weights: [a, b] }, x) => {
      for (let c = 0; c < channels; c++) made[x * channels + c] = values[(row * wide + low) * channels + c]! * a + values[(row * wide + high) * channels + c]! * b;
    });
    return made;
  };
  const rows = new Map<number, Int32Array>();
  const rowAt = (row: number): Int32Array => {
    const made = rows.get(row) ?? across(row);
    rows.set(row, made);
    return made;
  };
  weighted(tall, height).forEach(({ low, high, weights: [a, b] }, y) => {
    for (const row of rows.keys()) if (row < low) rows.delete(row);
    const [above, below] = [rowAt(low), rowAt(high)];
    for (let i = 0; i < above.length; i++) into[y * width * channels + i] = (((a * (above[i]! >> 4)) >> 16) + ((b * (below[i]! >> 4)) >> 16) + 2) >> 2;
  });
  return { height, width, channels, values: into };
}

/** Whole blocks of pixels: their mean. */
function blocks({ height: tall, width: wide, channels, values }: Image, height: number, width: number): Image<Uint8Array> {
  const into = new Uint8Array(height * width * channels);
  const [down, across] = [tall / height, wide / width];
  const scale = Math.fround(1 / (down * across));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = 0; i < down; i++) for (let j = 0; j < across; j++) sum += values[((y * down + i) * wide + x * across + j) * channels + c]!;
    into[(y * width + x) * channels + c] = down === 2 && across === 2 ? (sum + 2) >> 2 : round(Math.fround(sum * scale));
  }
  return { height, width, channels, values: into };
}

interface Share {
  readonly from: number;
  readonly weight: number;
}

/** How much of each pixel lies in each of those that are made (`computeResizeAreaTab`). */
function covered(from: number, to: number): Share[][] {
  const scale = 1 / (to / from);
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * scale, i * scale + scale];
    const width = Math.min(scale, from - start);
    const last = Math.min(Math.floor(end), from - 1);
    const first = Math.min(Math.ceil(start), last);
    const shares: Share[] = [];
    if (first - start > 1e-3) shares.push({ from: first - 1, weight: Math.fround((first - start) / width) });
    for (let at = first; at < last; at++) shares.push({ from: at, weight: Math.fround(1 / width) });
    if (end - last > 1e-3) shares.push({ from: last, weight: Math.fround(Math.min(Math.min(end - last, 1), width) / width) });
    return shares;
  });
}

function area({ height: tall, width: wide, channels, values }: Image, height: number, width: number): Image<Uint8Array> {
  const into = new Uint8Array(height * width * channels);
  const columns = covered(wide, width);
  covered(tall, height).forEach((rows, y) => {
    const sums = new Float32Array(width * channels);
    for (const { from: row, weight } of rows) {
      const line = new Float32Array(width * channels);
      columns.forEach((shares, x) => {
        for (const { from, weight: share } of shares) for (let c = 0; c < channels; c++) line[x * channels + c] = line[x * channels + c]! + Math.fround(values[(row * wide + from) * channels + c]! * share);
      });
      for (let i = 0; i < line.length; i++) sums[i] = sums[i]! + Math.fround(line[i]! * weight);
    }
    for (let i = 0; i < sums.length; i++) into[y * width * channels + i] = Math.min(Math.max(round(sums[i]!), 0), 255);
  });
  return { height, width, channels, values: into };
}

/** What a panel's canvases show, beside what they should: golden numbers become colours, and every pixel is compared. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { colormaps, scaleOf, type ColormapName, type Scale } from '../../src/visualizations/colormaps.js';

/** How far a number may be off, as a share of the range of colours. */
const tolerance = 1e-3;

/** The pixels that a canvas holds, one a value, once it is painted: RGBA. */
export async function pixelsOf(canvas: Locator): Promise<{ readonly width: number; readonly height: number; readonly rgba: readonly number[] }> {
  await canvas.scrollIntoViewIfNeeded();
  return canvas.evaluate(async (element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D;
    let { data } = context.getImageData(0, 0, width, height);
    // A canvas is painted when it comes into sight.
    for (let tries = 0; data[3] === 0 && tries < 100; tries += 1) {
      await new Promise(requestAnimationFrame);
      ({ data } = context.getImageData(0, 0, width, height));
    }
    return { width, height, rgba: [...data] };
  });
}

/** A plane of numbers and how they are drawn. */
export interface Plane {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly colours: ColormapName;
  /** Left out: the plane's own extremes. */
  readonly scale?: Scale;
}

/** Fails unless a canvas shows these numbers: at each place the colour of the number, or of one that is `tolerance` beside it. */
export async function assertPaints(canvas: Locator, { values, shape, colours, scale = scaleOf(Array.from(values), colours) }: Plane, what: string): Promise<void> {
  const { width, height, rgba } = await pixelsOf(canvas);
  assert.deepEqual([height, width], [shape[0], shape[1]], `${what}: rows and columns`);
  const { table } = colormaps[colours];
  const at = (value: number): number => (scale.high > scale.low ? (255 * (value - scale.low)) / (scale.high - scale.low) : colours === 'diverging' ? 128 : 0);
  const bounded = (index: number): number => Math.min(255, Math.max(0, Math.round(index)));
  for (let place = 0; place < width * height; place += 1) {
    const wanted = at(values[place]!);
    const range = 255 * tolerance;
    const found = rgba.slice(4 * place, 4 * place + 3);
    let fits = false;
    for (let index = bounded(wanted - range); index <= bounded(wanted + range); index += 1) fits ||= found.every((part, c) => part === table[3 * index + c]);
    assert.ok(fits, `${what}: the pixel at row ${Math.floor(place / width)}, column ${place % width} has the colour ${found.join(', ')}; ${values[place]} is number ${wanted.toFixed(2)} of ${colours}, ${table.subarray(3 * bounded(wanted), 3 * bounded(wanted) + 3).join(', ')}`);
  }
}

/** One channel of [height, width, channels], or of [width, channels] planes that lie behind one another. */
export function channelOf(values: ArrayLike<number>, shape: readonly number[], channel: number): Float32Array {
  const channels = shape.at(-1) ?? 1;
  return Float32Array.from({ length: values.length / channels }, (_, place) => values[place * channels + channel]!);
}

/** A number as a panel writes it. */
export const numberIn = (text: string | null): number => Number((text ?? '').replace('−', '-').replace(/,/g, ''));

/** Fails unless a written number is another one to four digits, or to `digits` behind the point. */
export function assertWritten(text: string | null, expected: number, what: string, digits?: number): void {
  const found = numberIn(text);
  const allowed = digits === undefined ? 2e-3 * Math.max(Math.abs(expected), 1e-3) : 0.51 * 10 ** -digits + tolerance;
  assert.ok(Math.abs(found - expected) <= allowed, `${what}: "${text}" is written, expected ${expected}`);
}

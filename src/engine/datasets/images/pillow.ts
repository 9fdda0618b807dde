/**
 * Pillow's resampling of 8-bit images as `keras.utils.load_img` uses it (src/libImaging/Resample.c and Geometry.c): two passes with
 * fixed-point weights, each rounded to a byte, so that the pixels are Keras's to the last bit.
 */
import type { Image } from './image.js';

interface Filter {
  readonly support: number;
  weight(x: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const filters: Readonly<Record<string, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(1 - Math.abs(x), 0) },
  hamming: {
    support: 1,
    weight(x) {
      const distance = Math.abs(x);
      if (distance === 0) return 1;
      return distance >= 1 ? 0 : sinc(distance) * (0.54 + 0.46 * Math.cos(Math.PI * distance));
    },
  },
  bicubic: {
    support: 2,
    weight(x) {
      const [a, distance] = [-0.5, Math.abs(x)];
      if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

export const pillowMethods: readonly string[] = ['nearest', ...Object.keys(filters)];

/** Part of an image, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A resized copy of an image, or of the part of it that `box` names. */
export function resizePillow(image: Image, height: number, width: number, method: string, box?: Box): Image {
  if (image.height === height && image.width === width && box === undefined) return image;
  const part = box ?? { left: 0, top: 0, width: image.width, height: image.height };
  const filter = filters[method];
  if (filter === undefined) return nearest(image, height, width, part);
  // Pillow leaves out a pass that would change nothing.
  const wide = width === image.width && part.width === image.width ? image : horizontal(image, width, windows(part.left, part.width, image.width, width, filter));
  return height === image.height && part.height === image.height ? wide : vertical(wide, height, windows(part.top, part.height, image.height, height, filter));
}

interface Window {
  readonly from: number;
  /** Weights in units of 2^-22. */
  readonly weights: Int32Array;
}

const bits = 22;

/** Which pixels of a line make each new one, and with what weights. */
function windows(start: number, length: number, available: number, to: number, { support, weight }: Filter): Window[] {
  const scale = length / to;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  return Array.from({ length: to }, (_, i) => {
    const centre = start + (i + 0.5) * scale;
    const from = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), available);
    const raw = Array.from({ length: Math.max(end - from, 0) }, (__, k) => weight((k + from - centre + 0.5) / stretch));
    const sum = raw.reduce((a, b) => a + b, 0) || 1;
    return { from, weights: Int32Array.from(raw, (value) => Math.trunc((value / sum) * 2 ** bits + (value < 0 ? -0.5 : 0.5))) };
  });
}

const byte = (sum: number): number => Math.min(Math.max(sum >> bits, 0), 255);

function horizontal({ height, width: wide, channels, values }: Image, width: number, lines: readonly Window[]): Image {
  const into = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { from, weights } = lines[x]!;
      const first = (y * wide + from) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 1 << (bits - 1);
        for (let k = 0; k < weights.length; k++) sum += values[first + k * channels + c]! * weights[k]!;
        into[(y * width + x) * channels + c] = byte(sum);
      }
    }
  }
  return { height, width, channels, values: into };
}

function vertical({ width, channels, values }: Image, height: number, lines: readonly Window[]): Image {
  const across = width * channels;
  const into = new Uint8Array(height * across);
  for (let y = 0; y < height; y++) {
    const { from, weights } = lines[y]!;
    for (let x = 0; x < across; x++) {
      let sum = 1 << (bits - 1);
      for (let k = 0; k < weights.length; k++) sum += values[(from + k) * across + x]! * weights[k]!;
      into[y * across + x] = byte(sum);
    }
  }
  return { height, width, channels, values: into };
}

/** Pillow adds up steps instead of multiplying, which decides where a position falls on an edge. */
function nearest({ width: wide, channels, values }: Image, height: number, width: number, part: Box): Image {
  const along = (start: number, length: number, to: number): number[] => {
    const scale = length / to;
    let at = start + scale * 0.5;
    return Array.from({ length: to }, () => {
      const position = Math.floor(at);
      at += scale;
      return Math.min(position, start + length - 1);
    });
  };
  const [ys, xs] = [along(part.top, part.height, height), along(part.left, part.width, width)];
  const into = new Uint8Array(height * width * channels);
  let to = 0;
  for (const y of ys) for (const x of xs) for (let c = 0; c < channels; c++) into[to++] = values[(y * wide + x) * channels + c]!;
  return { height, width, channels, values: into };
}

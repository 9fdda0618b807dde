/** Pictures as files. */
import { encodeNpy } from '../npy.js';
import type { Pixels } from '../sheet.js';
import type { Export } from '../view.js';

/** A part of a file's name: letters, digits, dots and dashes. */
export const fileName = (...parts: (string | null)[]): string => parts.filter(Boolean).join('-').replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '');

export const png = (label: string, name: string, pixels: () => Pixels): Export => ({ label: `${label} (PNG)`, name: `${name}.png`, bytes: () => encodePng(pixels()) });

export const npy = (label: string, name: string, values: Float32Array, shape: readonly number[]): Export => ({ label: `${label} (.npy)`, name: `${name}.npy`, bytes: () => encodeNpy(values, shape) });

/** Rows as comma-separated values, the first of them the names. Numbers are written in full. */
export function csv(label: string, name: string, rows: () => readonly (readonly (string | number | boolean)[])[]): Export {
  const cell = (value: string | number | boolean): string => (typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));
  return { label: `${label} (CSV)`, name: `${name}.csv`, bytes: () => new TextEncoder().encode(`${rows().map((row) => row.map(cell).join(',')).join('\n')}\n`) };
}

async function encodePng({ width, height, rgba }: Pixels): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

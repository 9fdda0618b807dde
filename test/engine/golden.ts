/** Golden files of the engine: what real Keras computed, written by test/oracle. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { TensorSpec, TypedArray } from '../../src/engine/trace/step.js';

export interface Packed {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
  readonly data: string;
}

/** Reads test/golden/engine/<name>.json.gz. */
export function golden<T>(name: string): T {
  const path = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden', 'engine', `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as T;
}

export function unpack({ dtype, data }: Packed): Float32Array | Int32Array {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return dtype === 'int32' ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer);
}

export const specOf = ({ shape, dtype }: Packed): TensorSpec => ({ shape, dtype });

/** The largest difference relative to the largest magnitude of the expected numbers (at least `floor`). */
export function difference(actual: TypedArray, expected: TypedArray, floor = 1e-2): number {
  if (actual.length !== expected.length) return Infinity;
  let [most, scale] = [0, floor];
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i]! - expected[i]!);
    if (!(gap <= most)) most = Number.isNaN(gap) ? Infinity : gap;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return most / scale;
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ModelGraph } from '../../../src/core/graph/types.js';
import { readNpz } from '../../../src/engine/datasets/npy.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import type { OpenedModel, PreparedImage } from '../../../src/engine/pictures/opened.js';
import type { Device, Variable } from '../../../src/engine/trace/step.js';
import type { ComputeContext } from '../../../src/visualizations/compute.js';
import type { Subject } from '../../../src/visualizations/picture.js';
import { uniformNumbers } from '../../../src/visualizations/random.js';

export const visualFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'golden', 'visual');

export interface Golden {
  readonly graph: ModelGraph;
  readonly names: readonly string[];
  values(name: string): Float32Array;
  shape(name: string): readonly number[];
}

export function readGolden(name: string): Golden {
  return { graph: initialized(JSON.parse(gunzipSync(readFileSync(join(visualFolder, `${name}.json.gz`))).toString()) as ModelGraph), ...readArrays(`${name}.npz`) };
}

/** The golden graphs say nothing of initializers; Keras's usual ones stand in, for what draws weights anew. */
function initialized(graph: ModelGraph): ModelGraph {
  const usual = (name: string): string => (/kernel$/.test(name) ? 'GlorotUniform' : name === 'gamma' || name === 'moving_variance' ? 'Ones' : 'Zeros');
  return { ...graph, layers: graph.layers.map((layer) => ({ ...layer, weights: layer.weights.map((weight) => ({ ...weight, initializer: { className: usual(weight.name), config: {} } })), ...(layer.inner ? { inner: initialized(layer.inner) } : {}) })) };
}

/** The arrays of a file beside the models. */
export function readArrays(file: string): Omit<Golden, 'graph'> {
  const arrays = readNpz(readFileSync(join(visualFolder, file)), file);
  const array = (key: string) => arrays[key] ?? assert.fail(`no golden array ${key}`);
  return { names: Object.keys(arrays), values: (key) => Float32Array.from(array(key).values), shape: (key) => array(key).shape };
}

/** The golden model as if it had been opened from a run. */
export function openGolden(golden: Golden): { readonly model: OpenedModel; readonly image: PreparedImage } {
  const variables: Record<string, Variable> = {};
  for (const key of golden.names) if (key.startsWith('weight/')) variables[key.slice('weight/'.length)] = { spec: { shape: golden.shape(key), dtype: 'float32' }, values: golden.values(key) };
  const shape = golden.shape('image');
  const values = golden.values('image');
  return {
    model: { graph: golden.graph, variables, title: golden.graph.name, weights: 'golden', classNames: [], preprocessing: { title: 'divided by 255', apply: async (pixels) => pixels.map((value) => value / 255) }, dataset: null },
    image: { title: 'golden', original: { height: shape[0]!, width: shape[1]!, channels: shape[2]!, values: values.map((value) => value * 255) }, values, shape, label: null },
  };
}

export async function goldenContext(golden: Golden, device: Device, partial: (picture: unknown) => void = () => undefined, signal: AbortSignal = new AbortController().signal): Promise<{ readonly context: ComputeContext; dispose(): Promise<void> }> {
  const { model, image } = openGolden(golden);
  const on = await ModelOnDevice.create(model, device);
  return { context: contextFor(on, model, image, { low: 0, high: 1, black: image.shape.slice(-1).flatMap((channels) => Array<number>(channels).fill(0)), white: image.shape.slice(-1).flatMap((channels) => Array<number>(channels).fill(1)) }, undefined, { partial, signal }), dispose: () => on.dispose() };
}

/** What requests carry; the context is made by hand here, so it opens nothing. */
export const subject: Subject = { weights: { kind: 'file', path: 'golden' }, image: null };

/** Equal to `tolerance` of the range of the expected values, and the message names the worst place. */
export function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(found.length, expected.length, `${what}: number of values`);
  let [low, high, worst, at] = [Infinity, -Infinity, 0, -1];
  for (let i = 0; i < expected.length; i++) {
    low = Math.min(low, expected[i]!);
    high = Math.max(high, expected[i]!);
    const difference = Math.abs(found[i]! - expected[i]!);
    if (!(difference <= worst)) [worst, at] = [Number.isNaN(difference) ? Infinity : difference, i];
  }
  const range = Math.max(high - low, 1e-6);
  assert.ok(worst <= tolerance * range, `${what}: value ${at} is ${found[at]}, expected ${expected[at]}; ${(worst / range).toExponential(2)} of the range ${range}`);
}

/** A few values of a large result, evenly over it, and the range of all. */
export interface Sampled {
  readonly size: number;
  readonly low: number;
  readonly high: number;
  readonly values: readonly number[];
}

export function assertSampled(found: Float32Array, { size, low, high, values }: Sampled, tolerance: number, what: string): void {
  assert.equal(found.length, size, `${what}: number of values`);
  values.forEach((value, i) => {
    const own = found[Math.floor((i * size) / values.length)]!;
    assert.ok(Math.abs(own - value) <= tolerance * Math.max(high - low, 1e-6), `${what}, value ${i}: ${own}, expected ${value} in ${low} to ${high}`);
  });
}

/** Numbers of mulberry32, seeded by a name (FNV-1a), as test/oracle/deep.py makes them. */
export function numbers(name: string): () => number {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193) >>> 0;
  return uniformNumbers(seed);
}

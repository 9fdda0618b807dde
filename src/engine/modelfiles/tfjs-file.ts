/**
 * TensorFlow.js's layers models: `model.json` with the configuration as Keras's older format has it and a list of the weights, whose values
 * stand one after the other in files beside it (tfjs-core, `io/types.ts`: `WeightsManifestConfig`; `io/io_utils.ts`: `decodeWeights`).
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, isAbsolute } from 'node:path';
import * as v from 'valibot';
import type { Layer, ModelGraph } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { sizeOf, type TypedArray } from '../trace/step.js';
import type { H5Array } from './h5.js';
import { fromHalf } from './half.js';
import { legacyRoot, type LegacyFile } from './legacy-file.js';

const types = v.picklist(['float32', 'int32', 'bool'], 'expected float32, int32 or bool');
const weight = v.object({
  name: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  dtype: types,
  quantization: v.optional(v.object({ dtype: v.picklist(['uint8', 'uint16', 'float16']), scale: v.optional(v.number()), min: v.optional(v.number()) })),
});
const manifest = v.array(v.object({ paths: v.array(v.string()), weights: v.array(weight) }));
const file = v.object({ format: v.optional(v.string()), modelTopology: v.record(v.string(), v.unknown()), weightsManifest: manifest });

type StoredWeight = v.InferOutput<typeof weight>;

export interface TfjsFile {
  /** The model's configuration. */
  readonly config: unknown;
  readonly arrays: ReadonlyMap<string, H5Array>;
}

/** Opens a model by the path of its `model.json` and that file's bytes. Throws a UserError where it is none such, or one of its files is missing or too short. */
export async function openTfjsFile(path: string, bytes: Uint8Array): Promise<TfjsFile> {
  const name = basename(path);
  const { modelTopology: topology, weightsManifest } = parse(bytes, name);
  const arrays = new Map<string, H5Array>();
  for (const group of weightsManifest) {
    const shards = await Promise.all(group.paths.map((shard) => readShard(path, shard)));
    const data = Buffer.concat(shards);
    let at = 0;
    for (const stored of group.weights) {
      const length = sizeOf(stored.shape) * bytesOf(stored);
      if (at + length > data.length) throw new UserError(`The weights of "${name}" are not whole: "${stored.name}" ends at byte ${at + length} of ${group.paths.join(', ')}, which ${group.paths.length === 1 ? 'has' : 'have'} ${data.length}. Copy the files again.`);
      // A copy begins where an array of any type may begin.
      arrays.set(stored.name, { shape: stored.shape, values: decode(stored, Uint8Array.from(data.subarray(at, at + length)).buffer) });
      at += length;
    }
  }
  return { config: topology['model_config'] ?? topology, arrays };
}

/** The same as Keras's older format has it: weights by layer, in order. */
export function asLegacy({ config, arrays }: TfjsFile, graph: ModelGraph): LegacyFile {
  const order = new Map<string, string[]>();
  const placed = new Map<string, H5Array>();
  for (const [name, array] of arrays) {
    const [head = ''] = name.split('/');
    const layer = graph.layers.find((each) => each.name === head) ?? graph.layers.find((each) => each.role === 'model' && holds(each, head));
    if (layer === undefined) continue;
    order.set(layer.name, [...(order.get(layer.name) ?? []), name]);
    placed.set(`${legacyRoot}/${layer.name}/${name}`, array);
  }
  return { config, order, tree: { arrays: placed, names: new Map() } };
}

/** Weights of a nested model are told by the names of its own layers alone. */
function holds({ inner }: Layer, name: string): boolean {
  return inner?.layers.some((layer) => layer.name === name || holds(layer, name)) ?? false;
}

function parse(bytes: Uint8Array, name: string): v.InferOutput<typeof file> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new UserError(`"${name}" is not whole JSON; expected the model.json of a TensorFlow.js model. Copy it again.`);
  }
  const { success, output, issues } = v.safeParse(file, json);
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (format === 'graph-model' || (success && 'node' in output.modelTopology)) throw new UserError(`"${name}" is a TensorFlow.js graph model, whose layers were dissolved into operations; expected a layers model. Convert the Keras model again with --output_format=tfjs_layers_model.`);
  if (!success) {
    const [{ message, path: place }] = issues;
    throw new UserError(`"${name}" is not the model.json of a TensorFlow.js layers model: ${place ? `${place.map(({ key }) => String(key)).join('.')}: ` : ''}${message}.`);
  }
  return output;
}

async function readShard(model: string, shard: string): Promise<Buffer> {
  const inside = normalize(shard);
  if (isAbsolute(inside) || inside.startsWith('..')) throw new UserError(`"${basename(model)}" names the weights' file "${shard}", which is not beside it. Weights are read from the model's own folder only.`);
  return readFile(join(dirname(model), inside)).catch(() => {
    throw new UserError(`"${basename(model)}" needs the weights' file "${shard}" beside it, which was not found. Copy the whole folder of the model.`);
  });
}

const sizes = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

function bytesOf({ dtype, quantization }: StoredWeight): number {
  return sizes[quantization?.dtype ?? dtype];
}

/** Numbers of 8 or 16 bits stand for `scale` times themselves plus `min`. */
function decode({ dtype, quantization }: StoredWeight, buffer: ArrayBuffer): TypedArray {
  if (quantization === undefined) return dtype === 'float32' ? new Float32Array(buffer) : dtype === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer);
  if (quantization.dtype === 'float16') return Float32Array.from(new Uint16Array(buffer), fromHalf);
  const { scale = 1, min = 0 } = quantization;
  const small = quantization.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
  return dtype === 'int32' ? Int32Array.from(small, (value) => Math.round(value * scale + min)) : Float32Array.from(small, (value) => value * scale + min);
}

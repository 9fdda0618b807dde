/**
 * Keras's older format, one HDF5 file (`keras/src/legacy/saving/legacy_h5_format.py`): the model's configuration is an attribute, and the
 * weights of each layer stand in a group of its name, in the order of the attribute `weight_names`.
 */
import type { Layer, ModelGraph } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { shapeOf, weightsOf, type NamedWeight } from '../model/initialize.js';
import type { TypedArray } from '../trace/step.js';
import { readH5, type H5Array, type H5Tree } from './h5.js';

export interface LegacyFile {
  /** The model's configuration, parsed. */
  readonly config: unknown;
  readonly tree: H5Tree;
  /** Names of each layer's weights in their order, by layer. */
  readonly order: ReadonlyMap<string, readonly string[]>;
}

/** Where the file keeps its weights. */
export const legacyRoot = 'model_weights';

/** Opens an `.h5` file with a whole model. Throws a UserError where it holds weights alone, or is none. */
export async function openLegacyFile(bytes: Uint8Array, name: string): Promise<LegacyFile> {
  const { attributes, ...tree } = await readH5(bytes, name, ['model_config', 'weight_names']);
  const config = attributes.get('@model_config');
  if (typeof config !== 'string') throw new UserError(`"${name}" holds weights and no model; expected what model.save("….h5") writes. Save the whole model, or load these weights in the file that defines it.`);
  const order = new Map<string, readonly string[]>();
  for (const [place, names] of attributes) {
    const match = /^model_weights\/([^@]+)@weight_names$/.exec(place);
    if (match && typeof names !== 'string') order.set(match[1]!, names);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(config);
  } catch {
    throw new UserError(`The configuration in "${name}" is not whole JSON. Save the model again.`);
  }
  return { config: parsed, tree, order };
}

/** A graph's weights from a file's arrays. Throws a UserError where one is missing or has another shape. */
export function legacyWeights({ tree, order }: LegacyFile, graph: ModelGraph, file: string): Record<string, TypedArray> {
  const all = weightsOf(graph);
  const found: Record<string, TypedArray> = {};
  for (const layer of graph.layers) {
    const wanted = all.filter(({ name }) => name.startsWith(`${layer.name}/`));
    const names = order.get(layer.name) ?? [];
    for (const [at, weight] of ordered(layer, wanted).entries()) {
      // Inside a nested model the order depends on what was frozen, so there a weight is known by its own layer and name.
      const stored = layer.role === 'model' ? names.find((name) => bare(name).endsWith(weight.name.split('/').slice(-2).join('/'))) : names[at];
      const array = stored === undefined ? undefined : tree.arrays.get(`${legacyRoot}/${layer.name}/${stored}`);
      if (array === undefined) throw new UserError(`"${file}" holds no values for the weight "${weight.name}". It was saved from another model.`);
      const shape = shapeOf(weight);
      if (array.shape.join() !== shape.join()) throw new UserError(`The weight "${weight.name}" has shape (${shape.join(', ')}) in the model and (${array.shape.join(', ')}) in "${file}". It was saved from another model.`);
      found[weight.name] = plain(array.values);
    }
  }
  return found;
}

/** Weights that are trained first, then the others, each in the order of their creation: as Keras writes those of one layer. */
function ordered({ role }: Layer, weights: readonly NamedWeight[]): readonly NamedWeight[] {
  return role === 'model' ? weights : [...weights.filter(({ spec }) => spec.trainable), ...weights.filter(({ spec }) => !spec.trainable)];
}

/** Keras 2 ends names with the number of an output, `kernel:0`. */
const bare = (name: string): string => name.replace(/:\d+$/, '');

const plain = (values: H5Array['values']): TypedArray =>
  values instanceof BigInt64Array ? Int32Array.from(values, Number) : values instanceof Float64Array ? Float32Array.from(values) : values;

/**
 * `.keras` files (a zip of `config.json`, `metadata.json` and `model.weights.h5`) that real Keras loads, with the optimizer's variables, so
 * that a training can go on from one; and the way back.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { ModelGraph } from '../../core/graph/types.js';
import type { Recipe } from '../../core/recipe/types.js';
import { UserError } from '../errors.js';
import { shapeOf, weightsOf } from '../model/initialize.js';
import type { TypedArray } from '../trace/step.js';
import { compileConfig } from './compile.js';
import { modelConfig } from './config.js';
import { readH5, writeH5, type H5Array, type H5Tree } from './h5.js';
import { layoutOf } from './layout.js';

/** The version whose format is written. */
export const kerasVersion = '3.15.1';

export interface OptimizerState {
  /** Steps done. */
  readonly iterations: number;
  /** Null where a schedule decides it: then it is no variable. */
  readonly learningRate: number | null;
  /** Variables in Keras's order: for each trained weight its slots, or slot by slot as the optimizer makes them; then those that it has once. */
  readonly variables: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[];
}

export interface KerasModelFile {
  readonly graph: ModelGraph;
  readonly weights: Readonly<Record<string, TypedArray>>;
  /** What the model is compiled with; null for a model that is not. */
  readonly compiled?: { readonly recipe: Recipe; readonly optimizer: OptimizerState } | null;
}

/** The bytes of a `.keras` file. `saved` is the time that the file names. */
export async function writeKerasFile({ graph, weights, compiled = null }: KerasModelFile, saved = new Date()): Promise<Uint8Array> {
  const config = { ...modelConfig(graph), compile_config: compiled === null ? {} : compileConfig(compiled.recipe, compiled.optimizer.learningRate) };
  const stamp = saved.toISOString().replace('T', '@').slice(0, 19);
  return zipSync(
    {
      'metadata.json': strToU8(JSON.stringify({ keras_version: kerasVersion, date_saved: stamp })),
      'config.json': strToU8(JSON.stringify(config)),
      'model.weights.h5': [await writeWeights(graph, weights, compiled?.optimizer ?? null), { level: 0 }],
    },
    { level: 6 },
  );
}

/** The bytes of a `.weights.h5` file. */
export async function writeWeights(graph: ModelGraph, weights: Readonly<Record<string, TypedArray>>, optimizer: OptimizerState | null = null): Promise<Uint8Array> {
  const shapes = new Map(weightsOf(graph).map((weight) => [weight.name, shapeOf(weight)]));
  const { weights: stored, groups } = layoutOf(graph);
  const arrays = new Map<string, H5Array>();
  for (const { name, path, shape: own } of stored) {
    const values = weights[name];
    const shape = own ?? shapes.get(name);
    if (values === undefined || shape === undefined) throw new Error(`The weight "${name}" was not given.`);
    arrays.set(path, { shape, values });
  }
  const names = new Map(groups);
  if (optimizer !== null) {
    names.set('optimizer/vars', 'optimizer');
    arrays.set('optimizer/vars/0', { shape: [], values: BigInt64Array.of(BigInt(optimizer.iterations)) });
    const rate = optimizer.learningRate === null ? [] : [{ shape: [], values: Float32Array.of(optimizer.learningRate) }];
    [...rate, ...optimizer.variables].forEach(({ shape, values }, i) => arrays.set(`optimizer/vars/${i + 1}`, { shape, values }));
  }
  return writeH5({ arrays, names });
}

export interface OpenedKerasFile {
  /** `config.json`, parsed; null for a file of weights alone. */
  readonly config: unknown;
  readonly tree: H5Tree;
}

/** Opens a `.keras` file. Throws a UserError where it is none or not whole. */
export async function openKerasFile(bytes: Uint8Array, name: string): Promise<OpenedKerasFile> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new UserError(`"${name}" cannot be opened as a .keras file: it is not a whole zip file. Copy it again, or save the model again.`);
  }
  const [config, weights] = [files['config.json'], files['model.weights.h5']];
  if (config === undefined || weights === undefined) throw new UserError(`"${name}" is not a Keras 3 model: it should hold config.json and model.weights.h5, and holds ${Object.keys(files).join(', ') || 'nothing'}.`);
  return { config: JSON.parse(strFromU8(config)) as unknown, tree: await readH5(weights, name) };
}

/** Whether it is a model of a class of the program, or holds one. */
const ofOwnClass = ({ kind, layers }: ModelGraph): boolean => kind === 'Subclass' || layers.some(({ inner }) => inner !== undefined && ofOwnClass(inner));

/** A graph's weights from a file's arrays. Throws a UserError where one is missing or has another shape. */
export function weightsFrom({ tree }: Pick<OpenedKerasFile, 'tree'>, graph: ModelGraph, file: string): Record<string, TypedArray> {
  const shapes = new Map(weightsOf(graph).map((weight) => [weight.name, shapeOf(weight)]));
  return Object.fromEntries(
    layoutOf(graph).weights.map(({ name, path, shape }) => {
      const array = tree.arrays.get(path);
      const expected = shape ?? shapes.get(name)!;
      if (array === undefined) throw new UserError(`"${file}" holds no values for the weight "${name}" (${path}). ${ofOwnClass(graph) ? 'Keras keeps the weights of classes of one\'s own under the names of their attributes, which is not followed here: leave load_weights out, or build the model as Sequential or by keras.Model(inputs, outputs).' : 'It was saved from another model.'}`);
      if (array.shape.join() !== expected.join()) throw new UserError(`The weight "${name}" has shape (${expected.join(', ')}) in the model and (${array.shape.join(', ')}) in "${file}". It was saved from another model.`);
      return [name, plain(array.values)];
    }),
  );
}

/** The optimizer's state that a file keeps; null where it keeps none. */
export function optimizerFrom({ tree }: Pick<OpenedKerasFile, 'tree'>): OptimizerState | null {
  const at = (i: number): H5Array | undefined => tree.arrays.get(`optimizer/vars/${i}`);
  const [iterations, second] = [at(0), at(1)];
  if (iterations === undefined) return null;
  const rate = second?.shape.length === 0 ? second : null;
  const variables: { shape: readonly number[]; values: Float32Array }[] = [];
  for (let i = rate === null ? 1 : 2, array = at(i); array !== undefined; array = at(++i)) variables.push({ shape: array.shape, values: Float32Array.from(plain(array.values)) });
  return { iterations: Number(iterations.values[0]), learningRate: rate && Number(rate.values[0]), variables };
}

const plain = (values: H5Array['values']): TypedArray =>
  values instanceof BigInt64Array ? Int32Array.from(values, Number) : values instanceof Float64Array ? Float32Array.from(values) : values;

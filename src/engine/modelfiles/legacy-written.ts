/**
 * Writes Keras's older format, one HDF5 file with the whole model (`keras/src/legacy/saving/legacy_h5_format.py`): what `model.save("….h5")`
 * and ModelCheckpoint write under that name, and the only thing that Keras reads under it.
 */
import type { ModelGraph } from '../../core/graph/types.js';
import { shapeOf, weightsOf } from '../model/initialize.js';
import type { TypedArray } from '../trace/step.js';
import { compileConfig } from './compile.js';
import { modelConfig, type Json } from './config.js';
import { writeH5, type H5Array } from './h5.js';
import { kerasVersion, type KerasModelFile } from './keras-file.js';
import { layoutOf } from './layout.js';
import { legacyRoot } from './legacy-file.js';
import { savedOrder } from './saved-order.js';

/**
 * The bytes of an `.h5` file with a whole model. The optimizer's variables are left out: Keras 3 builds an optimizer for no weights before it
 * reads them here, and then cannot go on training; without them it begins with fresh ones.
 */
export async function writeLegacyFile({ graph, weights, compiled = null }: KerasModelFile): Promise<Uint8Array> {
  const config = modelConfig(graph);
  const arrays = new Map<string, H5Array>();
  const attributes = new Map<string, string | readonly string[]>();
  for (const group of ['', legacyRoot]) {
    attributes.set(`${group}@keras_version`, kerasVersion);
    attributes.set(`${group}@backend`, 'tensorflow');
  }
  attributes.set('@model_config', JSON.stringify(config));
  const layers = [...layersOf(graph, config)];
  attributes.set(`${legacyRoot}@layer_names`, layers.map(([layer]) => layer));
  for (const [layer, names] of layers) {
    attributes.set(`${legacyRoot}/${layer}@weight_names`, names.map(({ name }) => name));
    for (const { name, shape } of names) arrays.set(`${legacyRoot}/${layer}/${name}`, { shape, values: valuesOf(weights, name) });
  }
  const { optimizer, ...training } = compiled === null ? {} : compileConfig(compiled.recipe, compiled.optimizer.learningRate);
  if (optimizer !== undefined) attributes.set('@training_config', JSON.stringify({ ...training, optimizer_config: optimizer }));
  return writeH5({ arrays, names: new Map() }, attributes);
}

interface Stored {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Layers that have weights in the order in which Keras holds them once it has built the model, by which it finds them again; of each the
 * weights that are trained and then the others.
 */
function layersOf(graph: ModelGraph, config: { readonly [key: string]: Json }): ReadonlyMap<string, readonly Stored[]> {
  const known = new Map(weightsOf(graph).map((weight) => [weight.name, weight]));
  const found = new Map<string, Map<string, Stored & { readonly trained: boolean }>>();
  for (const { name, shape } of layoutOf(graph).weights) {
    const weight = known.get(name)!;
    const layer = name.slice(0, name.indexOf('/'));
    if (!found.has(layer)) found.set(layer, new Map());
    found.get(layer)!.set(name, { name, shape: shape ?? shapeOf(weight), trained: weight.trainable });
  }
  const layers = [...found].map(([layer, stored]) => [layer, [...stored.values()].sort((a, b) => Number(b.trained) - Number(a.trained))] as const);
  if (config['class_name'] === 'Sequential') return new Map(layers);
  const places = savedOrder(config);
  return new Map(layers.sort(([a], [b]) => (places.get(a) ?? -1) - (places.get(b) ?? -1)));
}

function valuesOf(weights: Readonly<Record<string, TypedArray>>, name: string): TypedArray {
  const values = weights[name];
  if (values === undefined) throw new Error(`The weight "${name}" was not given.`);
  return values;
}

import { type LayerInstance, ModelInstance } from '../../graph/builder.js';
import type { Site } from '../python/values.js';

/** Properties without a setter in Keras 3.15 (`Layer`, `Operation`); Keras 2 took an assignment to some of them. */
const OF_LAYERS: ReadonlySet<string> = new Set([
  'compute_dtype', 'dtype', 'input', 'input_dtype', 'losses', 'metrics', 'metrics_variables', 'non_trainable_variables', 'non_trainable_weights', 'output', 'path', 'quantization_mode', 'trainable_variables', 'trainable_weights',
  'variable_dtype', 'variables', 'weights',
]);
/** Besides, of `Model`, and `layers`, whose setter only raises. */
const OF_MODELS: ReadonlySet<string> = new Set(['compiled_metrics', 'distribute_strategy', 'layers', 'metrics_names']);
/** Besides, of models with a graph: `Sequential` and `Functional`. */
const OF_GRAPHS: ReadonlySet<string> = new Set(['input_shape', 'inputs', 'output_shape', 'outputs']);

/** What an object whose attributes are set is: one of Keras's layers or models, or one of the program's own classes. */
export type Owner = { readonly name: string; readonly isModel: boolean; readonly hasGraph: boolean };

export const ownerOf = (layer: LayerInstance): Owner =>
  layer instanceof ModelInstance ? { name: layer.kind === 'Subclass' ? layer.type : layer.kind, isModel: true, hasGraph: layer.kind !== 'Subclass' } : { name: layer.type, isModel: false, hasGraph: false };

/** Tells of an assignment to a property that has no setter: Python raises an AttributeError. */
export function checkAssignment({ name: owner, isModel, hasGraph }: Owner, name: string, at: Site): void {
  // A Functional's input and output are plain attributes.
  if (owner === 'Functional' && (name === 'input' || name === 'output')) return;
  if (!OF_LAYERS.has(name) && !(isModel && OF_MODELS.has(name)) && !(hasGraph && OF_GRAPHS.has(name))) return;
  const next = hasGraph && /^(in|out)puts?$/.test(name) ? 'Make another model instead: keras.Model(inputs, outputs)' : 'Call the attribute something else';
  at.machine.raise('AttributeError', `${name} of ${isModel ? 'a model' : 'a layer'} (${owner}) is a property of Keras 3 that cannot be set. ${next}.`, at, 'read-only-attribute');
}

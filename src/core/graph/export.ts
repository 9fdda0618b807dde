import { collectArgument } from './arguments.js';
import { VARIABLE } from './call-operations.js';
import type { LayerSpec } from '../layers/define.js';
import type { CallRecord, LayerInstance, SymbolicTensor } from './instance.js';
import { ModelInstance } from './model.js';
import type { Call, ConfigValue, Layer, Loss, ModelGraph, TensorInfo } from './types.js';
import { SubLayer } from './tensors.js';
import { isConfigValue, type Maybe, Opaque } from './values.js';

/** While it is made. What is left out most of the time is set afterwards: to spread it in costs more than all the rest. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Whether a model around trains nothing; where that is not known, why. */
type Frozen = boolean | Loss;

/**
 * A model as plain data. A model whose own flag is False trains nothing, whatever its layers say. What holds itself, which a program can say, is told
 * once: `around` are the layers that this one is being told within.
 */
export function exportGraph(model: ModelInstance, frozen: Frozen = model.trainableFlagLoss ?? !model.trainable, around: readonly LayerInstance[] = []): ModelGraph {
  const within = [...around, model];
  const tensors: TensorInfo[] = [];
  const ids = new Map<SymbolicTensor, number>();
  const idOf = (tensor: SymbolicTensor): number => {
    let id = ids.get(tensor);
    if (id === undefined) {
      id = tensors.length;
      ids.set(tensor, id);
      tensors.push(tensor.info);
    }
    return id;
  };
  const inputs = model.inputs.map(idOf);
  const calls = model.graphCalls.map((call) => exportCall(call, idOf));
  const incomplete = model.incomplete ?? (model.hasGraph || model.kind === 'Subclass' ? undefined : { reason: `Model "${model.name}" has no input shape yet, so its layers are not built.`, span: model.span });
  const layers = model.kind === 'Sequential' ? model.layers : model.operations;
  const outputs = model.outputs.map(idOf);
  const plain = [...tensors];
  const masking = maskingOf(model, layers, idOf, tensors, frozen, within);
  return {
    name: model.name, kind: model.kind, layers: layers.map((layer) => told(layer, model, frozen, within)), ...operationsOf(model, layers, frozen, within), calls, ...masking, tensors: masking ? plain : tensors, inputs,
    inputLayers: model.inputs.map(({ node }) => (node.isInput ? node.layer.id : null)),
    outputs, span: model.span, ...ownWeights(model, frozen, around), ...(incomplete ? { incomplete } : {}), ...(model.pretrained === undefined ? {} : { pretrained: model.pretrained }),
  };
}

function maskingOf({ masking }: ModelInstance, shown: readonly LayerInstance[], idOf: (tensor: SymbolicTensor) => number, tensors: readonly TensorInfo[], frozen: Frozen, within: readonly LayerInstance[]): Pick<ModelGraph, 'masking'> | null {
  if (!masking) return null;
  const calls = masking.calls.map((call) => exportCall(call, idOf, call.edges));
  const known = new Set(shown);
  return { masking: { order: masking.layers.map(({ id }) => id), operations: masking.layers.filter((layer) => !known.has(layer)).map((layer) => exportLayer(layer, frozen, within)), calls, tensors } };
}

/** What a graph applies. A variable's owner is known as long as the program runs; what is told is whether it is the model, or the layer whose `call` it is. */
function told(layer: LayerInstance, model: ModelInstance, frozen: Frozen, within: readonly LayerInstance[]): Layer {
  if (layer.role !== 'operation' || layer.type !== VARIABLE) return exportLayer(layer, frozen, within);
  const around = within.at(-2);
  const { owner, weight } = layer.given as { readonly [name: string]: string };
  return { ...exportLayer(layer, frozen, within), config: { weight: weight!, own: owner === model.id || (around?.inner === model && owner === around.id) } };
}

/** What a subclassed model's calls apply that is none of its layers. An array whose numbers are not known is none. */
function operationsOf(model: ModelInstance, layers: readonly LayerInstance[], frozen: Frozen, within: readonly LayerInstance[]): Pick<ModelGraph, 'operations'> {
  const { kind, graphCalls } = model;
  if (kind !== 'Subclass') return {};
  const seen = new Set<LayerInstance>(layers);
  const others: Layer[] = [];
  for (const { layer } of graphCalls) {
    if (seen.has(layer)) continue;
    seen.add(layer);
    if (layer.role !== 'custom' || layer.inner) others.push(told(layer, model, frozen, within));
  }
  return others.length > 0 ? { operations: others } : {};
}

function exportCall(call: CallRecord, idOf: (tensor: SymbolicTensor) => number, tensors = call.tensors): Call {
  const args: { [name: string]: ConfigValue } = {};
  const held: string[] = [];
  for (const name in call.arguments) {
    const value = call.arguments[name]!;
    if (isConfigValue(value)) {
      args[name] = value;
      continue;
    }
    const tensors: SymbolicTensor[] = [];
    collectArgument(value, tensors);
    for (let i = 0; i < tensors.length; i++) held.push(name);
  }
  const made: Mutable<Call> = {
    layer: call.layer.id, node: Math.max(0, call.layer.calls.indexOf(call)), inputs: tensors.map(idOf), outputs: call.outputs.map(idOf), arguments: args, span: call.span,
  };
  if (held.length > 0) made.tensorArguments = held;
  return made;
}

export interface PlainConfig {
  readonly config: Layer['config'];
  readonly unknown: readonly string[];
}

/** Arguments that compute something and may be a function or an object of the program's own: then there is one, and it has no name. */
const computes = /activation$|^activityRegularizer$/i;

/** A layer's configuration as plain data, and the names of what is not known of it. Arguments never change, so it is made once. */
export function plainConfig(layer: LayerInstance): PlainConfig {
  return (layer.plain ??= separate(layer.given, layer.spec ? defaultsOf(layer.spec) : {}));
}

function separate(given: { readonly [parameter: string]: Maybe }, defaults: Layer['config']): PlainConfig {
  // A copy of the defaults in one step costs a fraction of one parameter by parameter.
  const config: { [parameter: string]: ConfigValue } = { ...defaults };
  const unknown: string[] = [];
  let absent: Set<string> | null = null;
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    if (isConfigValue(value)) {
      config[name] = value;
      continue;
    }
    if (value instanceof Opaque && computes.test(name)) {
      config[name] = { className: '', config: {} };
      continue;
    }
    (absent ??= new Set()).add(name);
    if (!(value instanceof Opaque) && !areLayers(value)) unknown.push(name);
  }
  return { config: absent ? Object.fromEntries(Object.entries(config).filter(([name]) => !absent.has(name))) : config, unknown: unknown.length === 0 ? nothing : unknown };
}
const nothing: readonly never[] = [];

/** Layers as an argument are told as what the layer holds. */
const areLayers = (value: Maybe): boolean => Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof SubLayer);

/** What a layer of this type is configured with where nothing is given: the same for all, and so made once. */
function defaultsOf(spec: LayerSpec): Layer['config'] {
  let made = defaults.get(spec);
  if (!made) {
    made = {};
    for (const name of spec.parameterNames) {
      const fallback = spec.params[name]!.fallback;
      if (fallback !== undefined && isConfigValue(fallback)) made[name] = fallback;
    }
    defaults.set(spec, made);
  }
  return made;
}
const defaults = new Map<LayerSpec, { [parameter: string]: ConfigValue }>();

/** Whether a layer's variables train within what is around it, and why that is not known. */
function flagOf(layer: LayerInstance, frozen: Frozen): { readonly trainable: boolean; readonly loss: Loss | null } {
  const trainable = layer.trainsWeights && frozen !== true;
  return { trainable, loss: frozen === true ? null : (layer.trainableLoss ?? (typeof frozen === 'object' && trainable ? frozen : null)) };
}

/** Variables of a model that stands alone; one inside another is told as a layer, with its weights. */
function ownWeights(model: ModelInstance, frozen: Frozen, around: readonly LayerInstance[]): Pick<ModelGraph, 'own'> {
  if (around.length > 0 || model.weights.length === 0) return {};
  const { trainable, loss } = flagOf(model, frozen);
  return { own: { weights: model.weights, trainable, ...(loss ? { trainableLoss: loss } : {}) } };
}

function exportLayer(layer: LayerInstance, frozen: Frozen, around: readonly LayerInstance[]): Layer {
  const { config, unknown } = plainConfig(layer);
  const { trainable, loss } = flagOf(layer, frozen);
  const inner = around.includes(layer) ? undefined : innerGraph(layer, frozen, around);
  const made: Mutable<Layer> = { id: layer.id, name: layer.name, type: layer.type, role: layer.role, config, unknown, weights: layer.weights, trainable, span: layer.span };
  if (loss) made.trainableLoss = loss;
  if (layer.masks) made.masks = true;
  if (inner) made.inner = inner;
  if (layer.functions) made.functions = Object.fromEntries(Object.entries(layer.functions).map(([name, model]) => [name, exportGraph(model, frozen, [...around, layer])]));
  return made;
}

function innerGraph(layer: LayerInstance, frozen: Frozen, around: readonly LayerInstance[]): ModelGraph | undefined {
  if (layer instanceof ModelInstance) return exportGraph(layer, frozen, around);
  const within = [...around, layer];
  if (layer.inner) return exportGraph(layer.inner, frozen, within);
  const { children } = layer;
  if (children.length === 0) return undefined;
  return { name: layer.name, kind: 'Subclass', layers: children.map((child) => exportLayer(child, frozen, within)), calls: [], tensors: [], inputs: [], outputs: [], span: layer.span };
}

/** A ModelGraph as Keras 3's `config.json` (`keras.saving.serialize_keras_object`): real Keras builds the same model from it. */
import { ADD_LOSS, BY_MODE, CONSTANT, DRAWN, VARIABLE } from '../../core/graph/call-operations.js';
import type { Call, ConfigValue, Layer, ModelGraph, Shape, TensorId, TensorInfo } from '../../core/graph/types.js';
import { operationClass } from './operations.js';
import { type History, appliedIn, batched, constant, means, tensorJson, variables } from './standing.js';
import { graphAsModel, isSequential, onlyLayer } from './written.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keras's snake_case. Digits that Keras sets off (`beta_1`) are set off here as well. */
export const snakeKey = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^(beta|epsilon)(\d)$/, '$1_$2');

const modules: readonly (readonly [RegExp, string])[] = [
  [/initializer$/i, 'keras.initializers'],
  [/regularizer$/i, 'keras.regularizers'],
  [/constraint$/i, 'keras.constraints'],
  [/activation$/i, 'keras.activations'],
  [/learningRate$/i, 'keras.optimizers.schedules'],
];

/** A configuration value; objects get the module that their key implies. */
export function serialize(key: string, value: ConfigValue): Json {
  if (Array.isArray(value)) return value.map((item) => serialize(key, item as ConfigValue));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as { readonly [key: string]: ConfigValue };
  if (typeof object.className === 'string') {
    const module = modules.find(([pattern]) => pattern.test(key))?.[1] ?? 'keras.layers';
    return { module, class_name: object.className, config: configOf((object.config ?? {}) as Layer['config']), registered_name: null };
  }
  return Object.fromEntries(Object.entries(object).map(([name, item]) => [snakeKey(name), serialize(name, item)]));
}

export const configOf = (config: Layer['config']): { [key: string]: Json } => Object.fromEntries(Object.entries(config).map(([key, value]) => [snakeKey(key), serialize(key, value)]));

/** The whole model. */
export function modelConfig(graph: ModelGraph): { [key: string]: Json } {
  return isSequential(graph) ? sequential(graph) : functional(graph);
}

const shapeJson = (shape: Shape | null): Json => (shape === null ? null : [...shape]);

function inputLayer(graph: ModelGraph, id: TensorId, name: string): { [key: string]: Json } {
  const tensor = graph.tensors[id]!;
  return { module: 'keras.layers', class_name: 'InputLayer', config: { batch_shape: shapeJson(tensor.shape), dtype: tensor.dtype, sparse: false, name }, registered_name: null };
}

function sequential(graph: ModelGraph): { [key: string]: Json } {
  const input = graph.inputs[0]!;
  const declared = graph.layers.find(({ type }) => type === 'InputLayer');
  const layers = graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => layerConfig(layer, shapesOf(graph, layer)));
  const shape = shapeJson(graph.tensors[input]!.shape);
  return {
    module: 'keras', class_name: 'Sequential', registered_name: null, build_config: { input_shape: shape },
    config: { name: graph.name, trainable: true, dtype: 'float32', layers: [inputLayer(graph, input, declared?.name ?? 'input_layer'), ...layers], build_input_shape: shape },
  };
}

/** Shapes of the inputs of a layer's first call. */
function shapesOf(graph: ModelGraph, layer: Layer): readonly (Shape | null)[] {
  return graph.calls.find((call) => call.layer === layer.id)?.inputs.map((id) => graph.tensors[id]!.shape) ?? [];
}

function layerConfig(layer: Layer, inputs: readonly (Shape | null)[]): { [key: string]: Json } {
  const whole = graphAsModel(layer);
  if (whole) {
    const inner = modelConfig({ ...whole, name: layer.name, ...(layer.weights.length > 0 ? { own: layer } : {}) });
    return { ...inner, config: { ...(inner.config as { [key: string]: Json }), trainable: layer.trainable } };
  }
  const { dtype: _dtype, name: _name, trainable: _trainable, ...config } = layer.config;
  const children = layer.inner?.layers ?? [];
  const held: { [key: string]: Json } = {};
  for (const [argument, graph] of Object.entries(layer.functions ?? {})) held[snakeKey(argument)] = functionConfig(graph);
  if (children[0]) held.layer = layerConfig(children[0], []);
  if (children[1]) held.backward_layer = layerConfig(children[1], []);
  const build = inputs.length === 1 ? { input_shape: shapeJson(inputs[0]!) } : inputs.length > 1 ? { input_shape: inputs.map(shapeJson) } : undefined;
  const built = build === undefined || attends(layer) || children.length > 0 ? {} : { build_config: build };
  // `trainable` is written only where it says something: a few classes do not take it.
  return { module: 'keras.layers', class_name: layer.type, config: { name: layer.name, ...(layer.trainable ? {} : { trainable: false }), dtype: 'float32', ...configOf(config), ...held }, registered_name: null, ...built };
}

/** A function among a layer's arguments: the layer that it is, else a model of its operations, which Keras calls like a function and loads without the program. */
function functionConfig(graph: ModelGraph): { [key: string]: Json } {
  const single = onlyLayer(graph.layers);
  return single ? layerConfig(single, shapesOf(graph, single)) : functional(graph);
}

/** Whether a layer is called with several tensors as separate arguments. */
const attends = ({ type }: Layer): boolean => type === 'MultiHeadAttention';

function functional(graph: ModelGraph): { [key: string]: Json } {
  const history = new Map<TensorId, History>();
  const counts = new Map<string, number>();
  const inputs = graph.layers.filter(({ type }) => type === 'InputLayer');
  const layers: { [key: string]: Json }[] = graph.inputs.map((id, i) => {
    const made = inputs.find((layer) => layer.id === graph.inputLayers?.[i]) ?? inputs[i];
    // Inputs inside a function or a layer of one's own have no names that tell them apart.
    const name = made && inputs.filter((layer) => layer.name === made.name).length === 1 ? made.name : `input_layer${i === 0 ? '' : `_${i}`}`;
    history.set(id, [name, 0, 0]);
    return { ...inputLayer(graph, id, name), name, inbound_nodes: [] };
  });
  const nodes = new Map<string, Json[]>();
  const names = uniqueNames(graph);
  const applied = new Map(appliedIn(graph).map((layer) => [layer.id, layer]));
  const start = tensorJson(graph.tensors[graph.inputs[0]!]!.shape, graph.tensors[graph.inputs[0]!]!.dtype, history.get(graph.inputs[0]!)!);
  // Operations that the file has something else for.
  const replaced = new Set<string>();
  const own = variables(graph.own?.weights ?? [], (layer) => layerConfig(layer, []), start);
  layers.push(...own.layers);
  for (const call of graph.calls) {
    const layer = applied.get(call.layer)!;
    if (layer.type === 'InputLayer') continue;
    const handed = handsOn(layer, call, own.histories, history);
    if (handed) {
      history.set(call.outputs[0]!, handed);
      replaced.add(layer.id);
      continue;
    }
    const index = counts.get(layer.id) ?? 0;
    counts.set(layer.id, index + 1);
    call.outputs.forEach((id, output) => history.set(id, [names.get(layer.id)!, index, output]));
    const others = inPlaceOf(graph, layer, call, names.get(layer.id)!, history, start);
    if (others) {
      layers.push(...others);
      replaced.add(layer.id);
    } else nodes.set(layer.id, [...(nodes.get(layer.id) ?? []), node(graph, layer, call, history)]);
  }
  for (const layer of applied.values()) {
    if (layer.type === 'InputLayer' || replaced.has(layer.id)) continue;
    const name = names.get(layer.id)!;
    const config = layer.role === 'operation' ? operation(layer, name, graph) : layerConfig(layer, shapesOf(graph, layer));
    layers.push({ ...config, name, inbound_nodes: nodes.get(layer.id) ?? [] });
  }
  const ends = (ids: readonly TensorId[]): Json => (ids.length === 1 ? [...history.get(ids[0]!)!] : ids.map((id) => [...history.get(id)!]));
  return {
    module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional',
    config: { name: graph.name, trainable: true, layers, input_layers: ends(graph.inputs), output_layers: ends(graph.outputs) },
  };
}

/** Whose tensor an operation gives that computes nothing in a loaded model, which is in inference; undefined for all others. */
function handsOn({ role, type, config }: Layer, { inputs }: Call, variables: ReadonlyMap<string, History>, history: ReadonlyMap<TensorId, History>): History | undefined {
  if (role !== 'operation') return undefined;
  if (type === VARIABLE) return variables.get(config.weight as string);
  return type === BY_MODE ? history.get(inputs[1]!) : type === ADD_LOSS ? history.get(inputs[0]!) : undefined;
}

/** Operations of Keras in place of one that none of its saved classes computes; null for all others. */
function inPlaceOf(graph: ModelGraph, layer: Layer, call: Call, name: string, history: ReadonlyMap<TensorId, History>, start: Json): ReturnType<typeof constant> | null {
  if (layer.role !== 'operation') return null;
  const made = graph.tensors[call.outputs[0]!]!;
  if (layer.type === CONSTANT) return constant(name, layer.config.value!, made.dtype, start);
  if (layer.type === DRAWN.normal || layer.type === DRAWN.uniform) return means(name, layer.config, made, start);
  return repeats(graph, layer, call) ? batched(name, tensorOf(graph, call.inputs[0]!, history), made.shape!, made.dtype, start) : null;
}

/** What a call gives, and the shape of its first tensor. */
const around = (graph: ModelGraph, call: Call | undefined): [TensorInfo, Shape | null] => [graph.tensors[call?.outputs[0] ?? -1] ?? { shape: null, dtype: 'float32' }, graph.tensors[call?.inputs[0] ?? -1]?.shape ?? null];

const tensorOf = (graph: ModelGraph, id: TensorId, history: ReadonlyMap<TensorId, History>): Json => tensorJson(graph.tensors[id]!.shape, graph.tensors[id]!.dtype, history.get(id)!);

/** Whether an operation makes a batch of one example. */
function repeats(graph: ModelGraph, { role, type }: Layer, { inputs, outputs }: Call): boolean {
  const [from, to] = [graph.tensors[inputs[0]!]?.shape, graph.tensors[outputs[0]!]?.shape];
  return role === 'operation' && (type === 'tile' || type === 'broadcast_to') && to?.[0] === null && from != null && (from.length < to.length || from[0] === 1);
}

/** Names by layer. An operation whose name a layer has is renamed: nothing is stored under it. */
function uniqueNames(graph: ModelGraph): ReadonlyMap<string, string> {
  const layers = appliedIn(graph);
  const used = new Set(layers.filter(({ role }) => role !== 'operation').map(({ name }) => name));
  return new Map(
    layers.map(({ id, name, role }) => {
      let unique = name;
      for (let i = 1; role === 'operation' && used.has(unique); i++) unique = `${name}_${i}`;
      used.add(unique);
      return [id, unique];
    }),
  );
}

function operation(layer: Layer, name: string, graph: ModelGraph): { [key: string]: Json } {
  const call = graph.calls.find((one) => one.layer === layer.id);
  const { className, module, config } = operationClass(layer, ...around(graph, call));
  return { module, class_name: className, config: { name, ...config }, registered_name: module === 'keras.layers' ? null : className };
}

function node(graph: ModelGraph, layer: Layer, call: Call, history: ReadonlyMap<TensorId, History>): Json {
  const tensors: Json[] = call.inputs.map((id) => tensorOf(graph, id, history));
  const kwargs = Object.fromEntries(Object.entries(call.arguments).map(([key, value]) => [snakeKey(key), serialize(key, value)]));
  if (layer.role === 'operation') return { args: operationClass(layer, ...around(graph, call)).arguments(tensors), kwargs: {} };
  if (tensors.length === 1 && !takesList(layer)) return { args: tensors, kwargs };
  if (attends(layer)) return { args: tensors, kwargs };
  if (/^(LSTM|GRU|SimpleRNN|ConvLSTM\dD|Bidirectional)$/.test(layer.type)) return { args: tensors.slice(0, 1), kwargs: { ...kwargs, initial_state: tensors.slice(1) } };
  return { args: [tensors], kwargs };
}

const takesList = ({ type }: Layer): boolean => /^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot)$/.test(type);

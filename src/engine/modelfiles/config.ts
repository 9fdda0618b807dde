/** A ModelGraph as Keras 3's `config.json` (`keras.saving.serialize_keras_object`): real Keras builds the same model from it. */
import type { Call, ConfigValue, Layer, ModelGraph, Shape, TensorId } from '../../core/graph/types.js';
import { onlyLayer } from './layout.js';
import { operationClass } from './operations.js';

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
  return graph.kind === 'Sequential' && plainChain(graph) ? sequential(graph) : functional(graph);
}

/** A Sequential whose layers run one after the other, each once: all that the class can hold. */
function plainChain(graph: ModelGraph): boolean {
  return graph.inputs.length === 1 && graph.calls.filter(({ layer }) => typeOf(graph, layer) !== 'InputLayer').every(({ inputs }) => inputs.length === 1);
}

const typeOf = (graph: ModelGraph, id: string): string | undefined => graph.layers.find((layer) => layer.id === id)?.type;
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
  if ((layer.role === 'model' || layer.role === 'custom') && layer.inner) {
    const inner = modelConfig({ ...layer.inner, name: layer.name });
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

/** Layers that are called with several tensors as separate arguments. */
const attends = ({ type }: Layer): boolean => type === 'MultiHeadAttention' || type === 'GroupQueryAttention';

function functional(graph: ModelGraph): { [key: string]: Json } {
  const history = new Map<TensorId, readonly [string, number, number]>();
  const counts = new Map<string, number>();
  const inputs = graph.layers.filter(({ type }) => type === 'InputLayer');
  const layers: { [key: string]: Json }[] = graph.inputs.map((id, i) => {
    const name = inputs[i]?.name ?? `input_layer${i === 0 ? '' : `_${i}`}`;
    history.set(id, [name, 0, 0]);
    return { ...inputLayer(graph, id, name), name, inbound_nodes: [] };
  });
  const nodes = new Map<string, Json[]>();
  const names = uniqueNames(graph);
  for (const call of graph.calls) {
    const layer = graph.layers.find(({ id }) => id === call.layer)!;
    if (layer.type === 'InputLayer') continue;
    const index = counts.get(layer.id) ?? 0;
    counts.set(layer.id, index + 1);
    call.outputs.forEach((id, output) => history.set(id, [names.get(layer.id)!, index, output]));
    const list = nodes.get(layer.id) ?? [];
    nodes.set(layer.id, [...list, node(graph, layer, call, history)]);
  }
  for (const layer of graph.layers) {
    if (layer.type === 'InputLayer') continue;
    const name = names.get(layer.id)!;
    const config = layer.role === 'operation' ? operation(layer, name) : layerConfig(layer, shapesOf(graph, layer));
    layers.push({ ...config, name, inbound_nodes: nodes.get(layer.id) ?? [] });
  }
  const ends = (ids: readonly TensorId[]): Json => (ids.length === 1 ? [...history.get(ids[0]!)!] : ids.map((id) => [...history.get(id)!]));
  return {
    module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional',
    config: { name: graph.name, trainable: true, layers, input_layers: ends(graph.inputs), output_layers: ends(graph.outputs) },
  };
}

/** Names by layer. An operation whose name a layer has is renamed: nothing is stored under it. */
function uniqueNames({ layers }: ModelGraph): ReadonlyMap<string, string> {
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

function operation(layer: Layer, name: string): { [key: string]: Json } {
  const { className, module, config } = operationClass(layer);
  return { module, class_name: className, config: { name, ...config }, registered_name: className };
}

function node(graph: ModelGraph, layer: Layer, call: Call, history: ReadonlyMap<TensorId, readonly [string, number, number]>): Json {
  const tensors: Json[] = call.inputs.map((id) => ({
    class_name: '__keras_tensor__',
    config: { shape: shapeJson(graph.tensors[id]!.shape), dtype: graph.tensors[id]!.dtype, keras_history: [...history.get(id)!] },
  }));
  const kwargs = Object.fromEntries(Object.entries(call.arguments).map(([key, value]) => [snakeKey(key), serialize(key, value)]));
  if (layer.role === 'operation') return { args: operationClass(layer).arguments(tensors), kwargs: {} };
  if (tensors.length === 1 && !takesList(layer)) return { args: tensors, kwargs };
  if (attends(layer)) return { args: tensors, kwargs };
  if (/^(LSTM|GRU|SimpleRNN|ConvLSTM\dD|Bidirectional)$/.test(layer.type)) return { args: tensors.slice(0, 1), kwargs: { ...kwargs, initial_state: tensors.slice(1) } };
  return { args: [tensors], kwargs };
}

const takesList = ({ type }: Layer): boolean => /^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot)$/.test(type);

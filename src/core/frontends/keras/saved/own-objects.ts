/** Layers, models and functions of the program that a saved configuration names, as `keras.saving.deserialize_keras_object` makes them again. */
import { type LayerInstance, ModelInstance, type TensorTree } from '../../../graph/builder.js';
import { toSnake } from '../../../graph/names.js';
import { type Problem, reject } from '../../../graph/problem.js';
import { type Maybe, Unknown } from '../../../graph/values.js';
import { type Json, type JsonObject, isList, isObject } from '../../../modelfiles/json.js';
import { type OwnObjects, objectFromKeras } from '../../../modelfiles/keras-config.js';
import { Args } from '../../python/args.js';
import { PyClass, PyInstance } from '../../python/classes.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { PyFunction } from '../../python/functions.js';
import { Float, Obj, type Site, type Value, unknown } from '../../python/values.js';
import { fromMaybe, toConfigValue, toMaybe } from '../convert.js';
import { layerOf, stateOf } from '../custom-state.js';
import { type KerasSession, sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { fromTree } from '../trees.js';

/** What a dict of the program names (`custom_objects`). */
export const namedObjects = (objects: Dict): ReadonlyMap<string, Value> => new Map([...objects.entries.values()].flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : [])));

/** What Keras finds while it loads a model, with `custom` as its `custom_objects` (`_retrieve_class_or_fn`). */
export function ownObjects(custom: Value, session: KerasSession, at: Site): OwnObjects {
  const named = custom instanceof Dict ? namedObjects(custom) : new Map<string, Value>();
  const find = (name: string): Value | undefined => session.own.get(name) ?? named.get(name);
  return {
    layer(saved) {
      // An .h5 file has the registered name as its class; Keras's own classes have none in a .keras file.
      const name = 'registered_name' in saved ? saved['registered_name'] : saved['class_name'];
      const cls = typeof name === 'string' ? find(name) : undefined;
      if (!(cls instanceof PyClass)) return undefined;
      const made = fromConfig(cls, toDict(isObject(saved['config']) ? saved['config'] : {}), at);
      const layer = made instanceof PyInstance ? layerOf(made) : null;
      if (!layer) reject('layer-in-file', `What ${cls.name} makes of its configuration is not known.`);
      if (layer instanceof ModelInstance && !layer.hasGraph) build(made as PyInstance, saved['build_config'], at);
      return layer;
    },
    apply: (layer, positional, keywords) => applyOwn(layer, positional, keywords, session, at),
    named(name) {
      const found = find(name);
      return found instanceof PyFunction ? toMaybe(found) : undefined;
    },
  };
}

/** `cls.from_config(config)`: by default the constructor with the configuration's entries as keywords. */
function fromConfig(cls: PyClass, config: Dict, at: Site): Value {
  const own = cls.ownMember('from_config') === undefined ? undefined : cls.getAttribute('from_config', at);
  if (own instanceof Obj) return own.call(Args.of(config), at) ?? null;
  const keyword = new Map([...namedObjects(config)].map(([name, value]) => [name, name === 'dtype' ? policyName(value) : value] as const));
  return cls.call(new Args([], keyword), at) ?? null;
}

/** A policy as an object is told to the constructor by its name. */
function policyName(value: Value): Value {
  const config = value instanceof Dict ? namedObjects(value).get('config') : undefined;
  return config instanceof Dict ? (namedObjects(config).get('name') ?? value) : value;
}

/** A model whose `call` makes its graph is built for the shape that it was saved with. */
function build(instance: PyInstance, saved: Json | undefined, at: Site): void {
  const shape = isObject(saved) ? saved['input_shape'] : undefined;
  const method = instance.getAttribute('build', at);
  if (isList(shape) && method instanceof Obj) method.call(Args.of(new Tuple(shape.map(toValue))), at);
}

/** The layer made again from its own configuration (`cls.from_config(self.get_config())`), no model of Keras's own; null where that is not known. */
export function madeAgain(layer: LayerInstance, session: KerasSession, at: Site): LayerInstance | null {
  const instance = session.objects.get(layer);
  if (!instance) return layer.spec && session.builder.createLayer(layer.type, layer.given, { name: layer.name, trainable: layer.trainable, dtype: layer.policy.compute, inputShape: layer.inputShape, span: layer.span }).layer;
  const { cls } = instance;
  const method = cls.ownMember('get_config') === undefined ? undefined : instance.getAttribute('get_config', at);
  const config = method instanceof Obj ? method.call(Args.none, at) : automatic(instance, layer);
  if (!(config instanceof Dict) || config.open) return null;
  const made = fromConfig(cls, config, at);
  return made instanceof PyInstance ? layerOf(made) : null;
}

/** The configuration of a class without a `get_config`: what its constructor was given, and what Keras adds. */
function automatic(instance: PyInstance, layer: LayerInstance): Dict | null {
  const given = stateOf(instance)?.given;
  const parameters = instance.cls.ownMethod('__init__')?.code.parameters.slice(1) ?? [];
  if (!given || given.open || given.positional.length > parameters.length) return null;
  const entries = new Map<string, Value>([['name', layer.name], ['trainable', layer.trainable], ['dtype', layer.policy.variable]]);
  given.positional.forEach((value, i) => entries.set(parameters[i]!.name, value));
  for (const [name, value] of given.keyword) if (name !== 'input_shape') entries.set(name, value);
  entries.set('name', layer.name);
  return Dict.of([...entries]);
}

/** Applies a layer of the program's own to tensors that are no variables of the program; null for one of Keras's. Names are as a call keeps them, in camelCase; `argument1` and so on are positional. */
export function applyOwn(layer: LayerInstance, positional: readonly TensorTree[], keywords: { readonly [name: string]: Maybe }, session: KerasSession, at: Site): readonly Problem[] | null {
  const instance = session.objects.get(layer);
  const state = instance && stateOf(instance);
  if (!state) return null;
  const others = Object.entries(keywords);
  const isPlace = ([name]: readonly [string, Maybe]): boolean => /^argument_?\d+$/.test(name);
  const value = (given: Maybe): Value => (given instanceof Obj || given === null || typeof given !== 'object' ? fromMaybe(given) : tensors(given, session));
  const args = new Args([...positional.map((tree) => fromTree(tree, session)), ...others.filter(isPlace).map(([, given]) => value(given))], new Map(others.filter((entry) => !isPlace(entry)).map(([name, given]) => [toSnake(name), value(given)])));
  const extra = Object.fromEntries([...positional.slice(1).map((tree, i) => [`argument_${i + 1}`, tree as Maybe] as const), ...others]);
  const { current, calledAt } = state;
  state.current = args;
  state.calledAt = at;
  try {
    return session.builder.call(layer, positional[0] ?? new Unknown({ reason: `What "${layer.name}" is called on is not known.`, span: at.span }), { arguments: extra, span: at.span }).problems;
  } finally {
    state.current = current;
    state.calledAt = calledAt;
  }
}

/** An argument of a call as the program sees it, tensors included. */
function tensors(given: Maybe, session: KerasSession): Value {
  if (Array.isArray(given)) return new List(given.map((item: Maybe) => tensors(item, session)));
  return given instanceof Object && 'node' in given ? fromTree(given as unknown as TensorTree, session) : fromMaybe(given);
}

/** The configuration of a layer, which stands for it until it is made again. */
class SerializedLayer extends Dict {
  constructor(readonly layer: LayerInstance) {
    super();
    this.open = unknown('What is in the configuration of a layer is not followed.');
  }
}

/** `keras.saving.serialize_keras_object(object)` and `keras.layers.serialize(layer)`. */
export function serializeObject(object: Value, at: Site): Value {
  const layer = layerOf(object);
  if (layer) return new SerializedLayer(layer);
  return object instanceof Obj && !(object instanceof Float) ? unknown('Serialised objects are not followed.', at.span) : object;
}

/** `keras.saving.deserialize_keras_object(config)` and `keras.layers.deserialize(config)`. */
export function deserializeObject(config: Value, custom: Value, at: Site): Value {
  if (layerOf(config) || config instanceof TensorValue || typeof config === 'string') return config;
  const session = sessionOf(at.machine);
  if (config instanceof SerializedLayer) {
    const made = madeAgain(config.layer, session, at);
    return made ? session.value(made) : unknown('What this configuration makes is not known.', at.span);
  }
  const saved = toConfigValue(config);
  if (saved === undefined) return unknown('This configuration is not known.', at.span);
  const made = objectFromKeras(saved, session.builder, ownObjects(custom, session, at), at.span);
  return isLayer(made) ? session.value(made) : fromMaybe(made);
}
const isLayer = (value: Maybe): value is LayerInstance => value instanceof Object && 'calls' in value && 'weights' in value;

const toDict = (saved: JsonObject): Dict => Dict.of(Object.entries(saved).map(([key, value]) => [key, toValue(value)] as const));
function toValue(saved: Json): Value {
  if (isList(saved)) return new List(saved.map(toValue));
  if (isObject(saved)) return toDict(saved);
  return typeof saved === 'number' && !Number.isInteger(saved) ? new Float(saved) : saved;
}

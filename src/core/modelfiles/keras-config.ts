/**
 * A saved model's configuration (`config.json` of a `.keras` file, `model_config` of an `.h5` file; keras.saving.serialize_keras_object)
 * as a ModelGraph. The layers are made by the same builder as those of a Python file, so shapes and weights follow from the same rules.
 */
import { bind } from '../graph/bind.js';
import { GraphBuilder, type LayerInstance, ModelInstance, type SymbolicTensor, type TensorTree } from '../graph/builder.js';
import { toCamel } from '../graph/names.js';
import { type Problem, Rejection } from '../graph/problem.js';
import type { Dim, Dtype, ModelGraph, Span } from '../graph/types.js';
import { type Maybe, Unknown } from '../graph/values.js';
import { kerasLayer, layerSpec } from '../layers/lookup.js';
import { UserError, isUserError } from '../protocol/failure.js';
import { type Json, type JsonObject, isList, isObject, shapeOf, textOf } from './json.js';
import { nodesOf, type SavedNode } from './nodes.js';

export type { Json } from './json.js';

/** Throws a UserError where the configuration is none, or holds a layer that is not known here. */
export function graphFromKeras(config: Json): ModelGraph {
  const builder = new GraphBuilder();
  return builder.graphOf(modelFromKeras(config, builder));
}

/** What a file has of the program that reads it. */
export interface OwnObjects {
  /** A layer or model of a class of the program; undefined where Keras would find none. Throws a `Rejection` where it cannot be made. */
  layer(saved: JsonObject): LayerInstance | undefined;
  /** Applies such a layer; null for a layer of Keras's own. */
  apply(layer: LayerInstance, positional: readonly TensorTree[], keywords: { readonly [name: string]: Maybe }): readonly Problem[] | null;
  /** A function of the program. */
  named(name: string): Maybe | undefined;
}

/** One object of a configuration (`keras.saving.deserialize_keras_object`), unknown where it cannot be made. */
export function objectFromKeras(saved: Json, builder: GraphBuilder, own: OwnObjects, span: Span | null): Maybe {
  return orReason(() => new Reader(builder, own).value(saved), (reason) => new Unknown({ reason, span }));
}

/** The model among the others of a builder, as made at `span`. Throws as `graphFromKeras` does. */
export function modelFromKeras(config: Json, builder: GraphBuilder, span: Span | null = null, own?: OwnObjects): ModelInstance {
  const model = new Reader(builder, own).instance(config, span);
  if (!(model instanceof ModelInstance)) throw new UserError(`The file's configuration is of a layer (${model.type}), not of a model.`);
  return model;
}

/** The same, or in a sentence why the model is not known. */
export function modelOrReason(config: Json, builder: GraphBuilder, span: Span | null, own?: OwnObjects): ModelInstance | string {
  return orReason<ModelInstance | string>(() => modelFromKeras(config, builder, span, own), (reason) => reason);
}

/** What `make` makes, or what becomes of the reason why it cannot. */
function orReason<T>(make: () => T, instead: (reason: string) => T): T {
  try {
    return make();
  } catch (error) {
    if (isUserError(error)) return instead(error.message);
    if (error instanceof Rejection) return instead(error.problem.message);
    throw error;
  }
}

class Reader {
  constructor(
    private readonly builder: GraphBuilder,
    private readonly own?: OwnObjects,
  ) {}

  /** A layer or a nested model, not yet applied to anything (a model to its own inputs only). */
  private made(saved: Json): LayerInstance {
    return this.instance(saved, null);
  }
  instance(saved: Json, span: Span | null): LayerInstance {
    if (!isObject(saved) || typeof saved['class_name'] !== 'string') throw new UserError('The file holds no configuration of a Keras model; expected what model.save writes.');
    const type = saved['class_name'];
    const config: JsonObject = isObject(saved['config']) ? saved['config'] : { layers: saved['config'] ?? null };
    const name = typeof config['name'] === 'string' ? config['name'] : undefined;
    const layers = config['layers'];
    if (type === 'Sequential' && isList(layers)) return this.sequential(layers, config, name, span);
    if (isList(layers) && config['input_layers'] !== undefined) return this.functional(layers, config, name, span);
    const own = this.own?.layer(saved);
    if (own) return own;
    const spec = kerasLayer(type) ?? layerSpec(type);
    if (spec === undefined) throw new UserError(`The file holds a layer of class ${type}${name === undefined ? '' : ` ("${name}")`}, which Keras does not have. ${this.own ? 'Decorate the class with @keras.saving.register_keras_serializable(), or name it in custom_objects.' : 'Only models of Keras\'s own layers can be read.'}`);
    const { name: _name, dtype, trainable, batch_input_shape: legacyShape, ...rest } = config;
    const given = new Map(Object.entries(rest).map(([key, value]) => [key, this.value(value)] as const));
    if (type === 'InputLayer') given.set('batch_shape', this.value(config['batch_shape'] ?? legacyShape ?? null));
    const binding = bind(spec, [], given);
    const inputShape = type !== 'InputLayer' && isList(legacyShape) ? this.value(legacyShape.slice(1)) : binding.inputShape;
    return this.builder.createLayer(spec.type, binding.config, { name, trainable: trainable !== false, dtype: policyName(dtype), ...(inputShape === undefined ? {} : { inputShape }) }).layer;
  }

  private sequential(layers: readonly Json[], config: JsonObject, name: string | undefined, span: Span | null): ModelInstance {
    const model = this.builder.sequential(name, span);
    for (const saved of layers) {
      const [problem] = this.builder.add(model, this.made(saved));
      if (problem?.severity === 'error') throw new UserError(`The model in the file cannot be built: ${problem.message}`);
    }
    if (!model.hasGraph && isList(config['build_input_shape'])) this.builder.build(model, shapeOf(config['build_input_shape']));
    return model;
  }

  /** Applies the layers in the order in which their inputs become known. */
  private functional(layers: readonly Json[], config: JsonObject, name: string | undefined, span: Span | null): ModelInstance {
    const saved = layers.filter(isObject).map((layer) => ({ layer, name: textOf(layer['name'] ?? (isObject(layer['config']) ? layer['config']['name'] : undefined)), nodes: nodesOf(layer['inbound_nodes'] ?? []) }));
    const made = new Map<string, LayerInstance>();
    const tensors = new Map<string, readonly SymbolicTensor[]>();
    const shapes = new Map(saved.flatMap(({ nodes }) => nodes.flatMap(({ sources }) => sources.map(({ key, shape, dtype }) => [key, { shape, dtype }] as const))));
    const waiting = saved.flatMap(({ layer, name: of, nodes }) => (nodes.length === 0 ? [null] : nodes).map((node, at) => ({ name: of, at, layer, node })));
    while (waiting.length > 0) {
      const next = waiting.find(({ name: of, at, node }) => (node?.sources ?? []).every(({ source }) => tensors.has(source)) && (at === 0 || tensors.has(`${of} ${at - 1}`)));
      if (next === undefined) throw new UserError(`The model in the file cannot be built: layer "${waiting[0]!.name}" depends on a layer that is not there.`);
      const { name: of, at, layer, node } = next;
      waiting.splice(waiting.indexOf(next), 1);
      tensors.set(`${of} ${at}`, this.applySaved(of, at, layer, node, made, tensors, shapes));
    }
    const ends = (key: string): TensorTree => {
      const ids = config[key];
      const list = !isList(ids) ? [] : typeof ids[0] === 'string' ? [ids] : ids;
      const found = list.filter(isList).map(([layer, node, output]) => tensors.get(`${textOf(layer)} ${textOf(node)}`)?.[Number(output)]);
      const whole = found.filter((tensor): tensor is SymbolicTensor => tensor !== undefined);
      if (whole.length === 0 || whole.length !== found.length) throw new UserError(`The model in the file has ${key} that none of its layers makes.`);
      return whole.length === 1 ? whole[0]! : whole;
    };
    const { model } = this.builder.functional(ends('input_layers'), ends('output_layers'), name, span);
    model.trainable = config['trainable'] !== false;
    return model;
  }

  private applySaved(name: string, at: number, saved: JsonObject, node: SavedNode | null, made: Map<string, LayerInstance>, tensors: ReadonlyMap<string, readonly SymbolicTensor[]>, shapes: ReadonlyMap<string, { readonly shape: readonly Dim[]; readonly dtype: string }>): readonly SymbolicTensor[] {
    const tensorOf = ({ source, output }: { readonly source: string; readonly output: number }): SymbolicTensor => tensors.get(source)![output]!;
    if (node !== null && textOf(saved['module']).startsWith('keras.src.ops')) {
      const known = shapes.get(`${name} ${at} 0`);
      const info = known ? { shape: known.shape, dtype: known.dtype as Dtype } : { shape: null, dtype: 'float32' as const, loss: { reason: `The shape of operation "${name}" is not in the file.`, span: null } };
      const config = isObject(saved['config']) ? saved['config'] : {};
      // Operations of two operands are told constants under the names that keras.ops gives its arguments.
      const constants = Object.fromEntries([...node.constants].map(([position, value]) => [`x${position + 1}`, value]));
      const made = this.builder.operation(snake(textOf(saved['class_name'])), node.tree(tensorOf), { ...Object.fromEntries(Object.entries(config).map(([key, value]) => [toCamel(key), this.value(value)])), ...constants }, info, null, undefined, name);
      return [made as SymbolicTensor];
    }
    const layer = made.get(name) ?? this.made(saved);
    made.set(name, layer);
    if (node === null) return layer.calls[0]?.outputs ?? [];
    const args = Object.fromEntries(Object.entries(node.keywords).map(([key, value]) => [toCamel(key), this.value(value)]));
    const problems = this.own?.apply(layer, node.positional(tensorOf), args) ?? this.builder.call(layer, node.tree(tensorOf), { arguments: args }).problems;
    const fault = problems.find(({ severity }) => severity === 'error');
    if (fault !== undefined) throw new UserError(`The model in the file cannot be built: ${fault.message}`);
    return layer.calls.at(-1)!.outputs;
  }

  /** A configuration value: layers become layers, other objects `{ className, config }`. */
  value(saved: Json): Maybe {
    if (isList(saved)) return saved.map((item) => this.value(item));
    if (!isObject(saved)) return saved;
    if (typeof saved['class_name'] === 'string') {
      const module = textOf(saved['module']);
      if (module === 'keras.layers' || module.startsWith('keras.src.layers') || module.startsWith('keras.src.models') || saved['class_name'] === 'Sequential') return this.made(saved);
      // Functions and builtins are told by their name alone.
      if (saved['class_name'] === 'function' && typeof saved['config'] === 'string') return this.own?.named(saved['config']) ?? saved['config'];
      const own = this.own?.layer(saved);
      if (own) return own;
      if (saved['class_name'] === '__tuple__' && isList(saved['items'])) return this.value(saved['items']);
      const config = isObject(saved['config']) ? saved['config'] : {};
      return { className: saved['class_name'], config: Object.fromEntries(Object.entries(config).map(([key, value]) => [toCamel(key), this.value(value)])) };
    }
    return Object.fromEntries(Object.entries(saved).map(([key, value]) => [key, this.value(value)]));
  }
}

/** A policy is saved as its name or as an object that holds it. */
function policyName(dtype: Json | undefined): string | undefined {
  if (typeof dtype === 'string') return dtype;
  if (isObject(dtype) && isObject(dtype['config']) && typeof dtype['config']['name'] === 'string') return dtype['config']['name'];
  return undefined;
}

const snake = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

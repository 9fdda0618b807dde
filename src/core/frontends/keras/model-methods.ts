import type { LayerInstance, ModelInstance, TensorTree } from '../../graph/builder.js';
import { Unknown } from '../../graph/values.js';
import type { Args } from '../python/args.js';
import { List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { type Site, type Value, asInteger, oneOf, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { plainShape, readShape } from './convert.js';
import { countOf } from './counts.js';
import { formerOfModel } from './former-attributes.js';
import { layerOf } from './custom-state.js';
import { LayerClass } from './layer-class.js';
import { trainingMethod } from './recipe/methods.js';
import { type KerasSession, sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { fromTree } from './trees.js';
import { inputLayerOf } from './input.js';

/** Attributes and methods that only models have. */
export function modelMethod(model: ModelInstance, name: string, at: Site): Value | undefined {
  const session = sessionOf(at.machine);
  const method = (body: (args: Args, site: Site) => Value): Value => new BoundNative(name, body);
  switch (name) {
    case 'layers': {
      const list = new List(model.layers.map((layer) => session.value(layer)));
      if (model.incomplete && model.kind === 'Functional' && model.layers.length === 0) list.lost = new Unknown(model.incomplete);
      return list;
    }
    case 'inputs':
    case 'outputs':
      if (model.kind === 'Sequential' && isUnbuilt(model, session)) return at.machine.raise('AttributeError', `Sequential model "${model.name}" has no ${name} yet, because it is not built. Add keras.Input(shape) first, or call build(shape).`, at, 'model-not-built');
      return new List((name === 'inputs' ? model.inputs : model.outputs).map((t) => fromTree(t, session)));
    case 'input_names':
    case 'output_names':
      if (name === 'input_names' || model.kind !== 'Functional') formerOfModel(model, name, at);
      return new List((name === 'input_names' ? model.inputs : model.outputs).map((t) => t.node.layer.name));
    case 'add':
      return model.kind === 'Sequential' ? method((args, site) => addLayer(model, args, site)) : undefined;
    case 'pop':
      return model.kind === 'Sequential' ? method((_args, site) => popLayer(model, site)) : undefined;
    case 'get_layer':
      return method((args, site) => getLayer(model, args, site));
    case 'build':
      return method((args, site) => buildModel(model, args.get(0, 'input_shape') ?? null, site));
    case 'summary':
      return method(() => null);
    case 'count_params':
      return method((_args, site) => {
        if (isUnbuilt(model, session)) return site.machine.raise('ValueError', `Model "${model.name}" is not built, so that it has no weights to count. Call it on data${model.kind === 'Sequential' ? ', or build(shape),' : ''} first.`, site, 'model-not-built');
        return countOf(model) ?? unknown('Not all weights of this model are known.', site.span);
      });
    case 'add_loss':
      return model.kind === 'Functional' ? method((_args, site) => site.machine.raise('NotImplementedError', 'A Functional model takes no add_loss() in Keras 3. Call self.add_loss(...) in the call() of a layer of your own, or give compile a loss.', site, 'add-loss')) : undefined;
    case 'output':
    case 'input':
      return ends(model, name, at);
    default:
      return trainingMethod(model, name, at);
  }
}

/**
 * `model.input` and `model.output`. A Functional model has its own; of any other model Keras 3 gives the tensors of its first call
 * (`Operation.input`), and raises where it was never called on a symbolic tensor, whether or not it is built.
 */
function ends(model: ModelInstance, name: 'input' | 'output', at: Site): Value {
  const session = sessionOf(at.machine);
  const own = name === 'input' ? model.inputTree : model.outputTree;
  if (model.kind !== 'Functional') {
    const call = model.calls.find((record) => !(record.tensors.length > 0 && record.tensors.every((tensor) => session.isConstant(tensor))));
    if (call) return fromTree(name === 'input' ? call.inputs : call.outputs.length === 1 ? call.outputs[0]! : call.outputs, session);
    if (session.tracing === 0 && !model.incomplete && own) {
      // Keras 2 gave a built model's own tensors, which is what the program means: its `inputs` and `outputs` today.
      const message = `${model.type} "${model.name}" has no ${name} in Keras 3 until it is called on a tensor of another model. Write ${name}s[0].`;
      if (at.machine.handlers > 0) return at.machine.raise('AttributeError', message, at);
      const end = at.span.to;
      session.warn('model-not-called', message, at.span, at.span.file === undefined ? { title: `Change ${name} to ${name}s[0]`, edits: [{ span: { from: end - name.length, to: end }, text: `${name}s[0]` }] } : undefined);
    }
  }
  return own ? fromTree(single(own), session) : unknown(`Model "${model.name}" has no ${name} yet, because its input shape is not known.`, at.span);
}

const single = (tree: TensorTree): TensorTree => (Array.isArray(tree) && tree.length === 1 ? (tree as readonly TensorTree[])[0]! : tree);

/** `model.add(layer)`. */
export function addLayer(model: ModelInstance, args: Args, at: Site, { rebuilds = true }: { rebuilds?: boolean } = {}): Value {
  const session = sessionOf(at.machine);
  const value = args.positional[0] ?? args.keyword.get('layer') ?? null;
  if (session.isSettled(model)) return null;
  for (const [name, span] of args.keywordSpans) {
    // A bracket closed too early: model.add(Dense(2), activation="relu").
    if (name !== 'layer' && name !== 'rebuild') at.machine.raise('TypeError', `add has no argument ${name}. It takes a layer; give ${name} to the layer.`, { ...at, span }, 'argument-unknown');
  }
  touch(model, session);
  const layer = layerOf(value) ?? (value instanceof TensorValue ? inputLayerOf(value) : null);
  if (!layer) {
    if (value instanceof Unknown) model.incomplete ??= value.loss;
    else at.machine.raise('TypeError', `add takes a layer, but found ${value instanceof LayerClass ? `the class ${value.name}. Call it: ${value.name}(...)` : `${at.machine.show(value)}. Write model.add(layers.Dense(...))`}.`, at, 'not-a-layer');
    if (!(value instanceof Unknown)) model.incomplete ??= { reason: 'Something that is no layer is added to this model.', span: at.span };
    if (value instanceof Unknown) session.loseOutput(model, value.loss);
    return null;
  }
  if (layer === model && model.built) return at.machine.raise('RecursionError', `add expects a layer of another model, but found ${model.name} itself, which would then hold itself without end. Add another layer, or a copy: keras.models.clone_model(...).`, at);
  const before = model.operations.length;
  const problems = session.builder.add(model, layer, at.span, { rebuilds });
  if (layer.type !== 'InputLayer' || before > 0) session.recordCall({ layer, span: layer.span ?? at.span, callSpan: at.span, record: null, model });
  for (const problem of problems) session.callProblems([problem], problem.layer, at.span, at);
  return null;
}

/** True for a model that certainly has no weights yet: nothing has built it, called it, or been given it that may have. */
export function isUnbuilt(model: ModelInstance, session: KerasSession): boolean {
  if (model.kind === 'Functional' || model.built || model.hasGraph || model.incomplete || model.calls.length > 0) return false;
  const draft = session.recipe(model);
  return !draft.ran && !draft.compiledElsewhere;
}

function popLayer(model: ModelInstance, at: Site): Value {
  const session = sessionOf(at.machine);
  if (session.isSettled(model)) return null;
  touch(model, session);
  const layer = session.builder.pop(model);
  return layer ? session.value(layer) : null;
}

export function touch(model: ModelInstance, session: KerasSession): void {
  session.machine.journal.touch(session.wrapped(model));
}

/** `model.get_layer(name=None, index=None)`. */
function getLayer(model: ModelInstance, args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const name = args.keyword.get('name') ?? (typeof args.positional[0] === 'string' || args.positional[0] instanceof Unknown ? args.positional[0] : null);
  const index = args.keyword.get('index') ?? (name === null ? (args.positional[0] ?? args.positional[1] ?? null) : null);
  if (name instanceof Unknown) return oneOf(name.loss, ...model.layers.map((layer) => session.value(layer)));
  const layers: readonly LayerInstance[] = model.layers;
  if (typeof name === 'string') {
    const found = layers.find((layer) => layer.name === name);
    if (found) return session.value(found);
    if (model.incomplete || (model.kind === 'Subclass' && !model.built)) return unknown(`The layers of model "${model.name}" are not all known.`, at.span);
    return at.machine.raise('ValueError', `Model "${model.name}" has no layer "${name}". Its layers are ${layers.slice(0, 8).map((l) => l.name).join(', ')}${layers.length > 8 ? ', ...' : ''}.`, at, 'no-such-layer');
  }
  const place = asInteger(index);
  if (place === null) return index instanceof Unknown ? oneOf(index.loss, ...layers.map((layer) => session.value(layer))) : unknown('Which layer is asked for is not known.', at.span);
  const found = layers.at(place);
  return found ? session.value(found) : at.machine.raise('ValueError', `Model "${model.name}" has ${layers.length} layers, so there is none at index ${place}.`, at, 'no-such-layer');
}

/** `model.build(input_shape)`. */
export function buildModel(model: ModelInstance, shape: Value, at: Site): Value {
  const session = sessionOf(at.machine);
  if (shape === null) return null;
  touch(model, session);
  if (model.kind === 'Subclass') {
    if (!model.built) session.warn('subclass-build', `In Keras 3, build() does not build the layers of a subclassed model: they get their weights at the first call. The shapes shown are those of a call on this shape. Call the model on data instead.`, at.span);
    const { shape: dims, lost } = shapeOf(shape);
    session.applyOnce(model, dims ? session.constant(dims, 'float32') : lost, at);
    return null;
  }
  const problems = session.builder.build(model, readShape(shape));
  for (const problem of problems) session.callProblems([problem], problem.layer, at.span, at);
  return null;
}

function shapeOf(value: Value): { dims: readonly (number | null)[] | null; shape: readonly (number | null)[] | null; lost: Unknown } {
  const { shape, loss } = plainShape(readShape(value));
  return { dims: shape, shape: loss ? null : shape, lost: loss ?? unknown('This shape is not known.') };
}

/** Builds a model that has no input shape yet from the data it is given. */
export function buildFromData(model: ModelInstance, data: Value | undefined, at: Site): void {
  if (model.hasGraph || !(data instanceof ArrayValue) || !data.shape) return;
  if (model.kind === 'Subclass') {
    // Unlike build(), a call on data makes the weights.
    const session = sessionOf(at.machine);
    touch(model, session);
    if (!model.built) session.applyOnce(model, session.constant([null, ...data.shape.slice(1)], 'float32'), at);
    return;
  }
  buildModel(model, new Tuple([null, ...data.shape.slice(1)]), at);
}

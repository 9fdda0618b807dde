import type { LayerInstance, TensorTree } from '../../graph/builder.js';
import { type InfoTree, isTensor, isTensorList, mapTensors } from '../../graph/tensors.js';
import type { ObjectConfig, TensorInfo, WeightSpec } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { LayerSpec } from '../../layers/define.js';
import { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, unknown } from '../python/values.js';
import { applyLayer } from './apply.js';
import { ArrayValue } from './array-value.js';
import { plainShape, readDtype, readShape, tensorShape, toMaybe } from './convert.js';
import { CustomState, stateOf } from './custom-state.js';
import { makeLayer } from './layer-class.js';
import { initialiseModel, modelMember } from './model-members.js';
import { sessionOf } from './session.js';
import { fromTree, isSymbolic, toTree } from './trees.js';
import { TensorValue } from './tensor-value.js';

/** Called when an object of a Layer subclass is made. */
export function constructInstance(instance: PyInstance, _args: Args, _at: Site, spec: LayerSpec | null, isModel = false): void {
  instance.native ??= new CustomState(instance, isModel, spec);
}

/** Makes the layer that the object is, where `super().__init__(…)` is called; later calls are ignored. */
export function initialise(instance: PyInstance, args: Args, at: Site): void {
  const state = stateOf(instance);
  if (!state || state.layer) return;
  const session = sessionOf(at.machine);
  if (state.isModel) state.layer = initialiseModel(instance, args, at);
  else {
    const name = args.keyword.get('name');
    const named = typeof name === 'string' ? name : undefined;
    if (state.spec) {
      const keyword = new Map(args.keyword).set('name', named ?? session.builder.names.take(instance.cls.name));
      state.layer = makeLayer(state.spec, new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open), at);
    } else {
      const span = session.constructing ?? at.span;
      state.layer = session.builder.customLayer(instance.cls.name, {
        name: named, span, trainable: args.keyword.get('trainable') !== false, dtype: args.keyword.has('dtype') ? toMaybe(args.keyword.get('dtype')!) : undefined,
        inputShape: args.keyword.has('input_shape') ? toMaybe(args.keyword.get('input_shape')!) : undefined,
      });
    }
    if (args.keyword.get('trainable') instanceof Unknown) session.setTrainable(state.layer, session.trainableOf(args.keyword.get('trainable')!, at), at);
    session.origins.set(state.layer, { span: state.layer.span ?? at.span, args, spec: state.spec });
  }
  session.objects.set(state.layer, instance);
  if (!state.spec || definesCall(instance)) {
    const { layer } = state;
    layer.evaluate = (inputs) => evaluateCall(instance, state, layer, inputs, at);
  }
}

/** True where the class has a `call` of its own, not only that of a Keras layer. */
function definesCall(instance: PyInstance): boolean {
  const found = instance.cls.lookUp('call');
  return found !== null && 'value' in found;
}

/** Attributes that a Layer subclass inherits. */
export function baseMember(instance: PyInstance, name: string, at: Site): Value | undefined {
  const state = stateOf(instance);
  if (!state) return undefined;
  switch (name) {
    case '__init__':
      return new BoundNative(name, (args, site) => (initialise(instance, args, site), null));
    case 'add_weight':
    case 'add_variable':
      return new BoundNative(name, (args, site) => addWeight(instance, state, args, site));
    case 'build':
      if (state.isModel && state.layer) return modelMember(instance, state, name, at);
      return new BoundNative(name, (_args, site) => {
        site.machine.journal.touch(instance);
        return null;
      });
    case 'built':
      return state.layer?.built ?? false;
    case '__call__':
      return new BoundNative(name, (args, site) => invokeInstance(instance, args, site));
    case 'call':
      return state.spec && state.layer ? new BoundNative(name, (args, site) => callBase(state.layer!, args, site)) : new BoundNative(name, (args) => args.positional[0] ?? null);
    case 'get_config':
      return new BoundNative(name, () => Dict.of([['name', state.layer?.name ?? null] as const, ['trainable', state.layer?.trainable ?? true] as const, ['dtype', state.layer?.policy.variable ?? 'float32'] as const]));
    case 'compute_output_shape':
    case 'compute_mask':
      return new BoundNative(name, (_args, site) => (name === 'compute_mask' ? null : unknown('The shape that this layer computes is not followed.', site.span)));
    case 'add_loss':
    case 'add_metric':
    case 'add_update':
      return new BoundNative(name, () => null);
    case 'supports_masking':
    case 'stateful':
      return false;
    case 'losses':
    case 'metrics':
      return new List([]);
    case '_compute_dtype':
    case 'compute_dtype':
      return state.layer?.policy.compute ?? 'float32';
    case 'variable_dtype':
    case 'dtype':
      return state.layer?.policy.variable ?? 'float32';
    default: {
      if (state.isModel) {
        const own = modelMember(instance, state, name, at);
        if (own !== undefined) return own;
      }
      if (!state.layer) return undefined;
      return sessionOf(at.machine).wrapped(state.layer).getAttribute(name, at);
    }
  }
}

/** `super().call(x)` of a subclass of one of Keras's layers: what that layer would do. */
function callBase(layer: LayerInstance, args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const { evaluate } = layer;
  layer.evaluate = undefined;
  try {
    const outputs = layer.infer(toTree(args.positional[0] ?? null, session));
    return fromTree(session.tensorsFor(outputs), session);
  } finally {
    layer.evaluate = evaluate;
  }
}

export function assignAttribute(instance: PyInstance, name: string, value: Value, at: Site): boolean {
  const state = stateOf(instance);
  if (!state?.layer) return false;
  if (name === 'trainable') {
    const session = sessionOf(at.machine);
    at.machine.journal.touch(session.wrapped(state.layer));
    const truth = session.trainableOf(value, at);
    session.setTrainable(state.layer, truth, at);
    for (const child of state.tracked) session.setTrainable(child, truth, at);
    return true;
  }
  if (name === 'built') {
    state.layer.built ||= value === true;
    return true;
  }
  return false;
}

/** Keras 3: `add_weight(shape, initializer, dtype, trainable, …, name)`. Keras 2 took the name first, which is understood. */
function addWeight(instance: PyInstance, state: CustomState, args: Args, at: Site): Value {
  const positional = typeof args.positional[0] === 'string' ? args.positional.slice(1) : args.positional;
  const named = typeof args.positional[0] === 'string' ? args.positional[0] : args.keyword.get('name');
  const given = args.keyword.get('shape') ?? positional[0] ?? new Tuple([]);
  const { shape, loss } = plainShape(readShape(given));
  const dtype = readDtype(args.keyword.get('dtype') ?? positional[2] ?? null) ?? state.layer?.policy.variable ?? 'float32';
  const trainable = args.keyword.get('trainable') ?? positional[3] ?? true;
  const initial = toMaybe(args.keyword.get('initializer') ?? positional[1] ?? null);
  const spec: WeightSpec = {
    name: typeof named === 'string' ? named : 'variable',
    shape: shape ?? [null],
    dtype,
    trainable: trainable !== false,
    initializer: asObject(initial, shape?.length === 0 ? 'Zeros' : 'GlorotUniform'),
  };
  at.machine.journal.touch(instance);
  state.weights = [...state.weights, spec];
  if (state.layer) state.layer.weights = state.weights;
  return new ArrayValue(shape, dtype, { loss: loss?.loss });
}

function asObject(value: unknown, fallback: string): ObjectConfig {
  const names: Readonly<Record<string, string>> = { zeros: 'Zeros', ones: 'Ones', glorot_uniform: 'GlorotUniform', glorot_normal: 'GlorotNormal', he_normal: 'HeNormal', he_uniform: 'HeUniform', random_normal: 'RandomNormal', uniform: 'RandomUniform', normal: 'RandomNormal', truncated_normal: 'TruncatedNormal', orthogonal: 'Orthogonal' };
  if (typeof value === 'string') return { className: names[value] ?? value, config: {} };
  if (value !== null && typeof value === 'object' && 'className' in value && 'config' in value) return value as ObjectConfig;
  return { className: fallback, config: {} };
}

/** `instance(inputs, …)`. */
export function invokeInstance(instance: PyInstance, args: Args, at: Site): Value {
  const state = stateOf(instance);
  if (!state) return unknown(`${instance.cls.name} is not followed.`, at.span);
  if (!state.layer) initialise(instance, Args.none, at);
  const { layer } = state;
  if (!layer) return unknown(`${instance.cls.name} has not been initialised.`, at.span);
  const session = sessionOf(at.machine);
  if (state.depth > 3) return unknown(`${instance.cls.name} calls itself too deeply to be followed.`, at.span);
  at.machine.journal.touch(instance);
  const outer = state.current;
  state.current = args;
  try {
    return applyLayer(session.wrapped(layer), args, at);
  } finally {
    state.current = outer;
  }
}

/** Evaluates the user's `call` on fresh tensors of the given shapes, building the layer before the first time. */
function evaluateCall(instance: PyInstance, state: CustomState, layer: LayerInstance, inputs: InfoTree, at: Site): InfoTree {
  const session = sessionOf(at.machine);
  const site: Site = { machine: at.machine, span: layer.span ?? at.span };
  const args = state.current;
  state.current = null;
  state.depth++;
  session.tracing++;
  try {
    const fresh = session.fresh(inputs);
    const values = fromTree(fresh, session);
    build(instance, state, layer, inputs, site);
    const call = instance.cls.lookUp('call');
    if (!call || !('value' in call) || !(call.value instanceof Obj)) return new Unknown({ reason: `${instance.cls.name} has no call method.`, span: layer.span });
    const others: TensorTree[] = [];
    const swap = (value: Value): Value => {
      if (!isSymbolic(value)) return value;
      const tree = session.fresh(toTree(value, session));
      others.push(tree);
      return fromTree(tree, session);
    };
    const passed = args ? replaceFirst(args, values, swap) : Args.of(values);
    const result = call.value.call(passed.after([instance]), site) ?? null;
    const computed = finish(state, layer, [fresh, ...others], result, site);
    return state.isModel || others.length > 0 ? computed : (declaredShape(instance, layer, inputs, site) ?? computed);
  } finally {
    state.depth--;
    session.tracing--;
    state.current = args;
  }
}

/** What the class's own `compute_output_shape` says: Keras takes it instead of following `call` (`Layer.compute_output_spec`). */
function declaredShape(instance: PyInstance, layer: LayerInstance, inputs: InfoTree, at: Site): InfoTree | null {
  const own = instance.cls.lookUp('compute_output_shape');
  if (!own || !('value' in own) || !(own.value instanceof Obj)) return null;
  const given = own.value.call(Args.of(instance, shapesOf(inputs)), at);
  const info = (value: Value): TensorInfo | null => {
    const { shape, loss } = plainShape(readShape(value));
    return shape === null || loss ? null : { shape, dtype: layer.policy.compute };
  };
  if (!(given instanceof List || given instanceof Tuple) || given.lost || given.items.length === 0) return null;
  if (!given.items.every((item) => item instanceof List || item instanceof Tuple)) return info(given);
  const several = given.items.map(info);
  return several.includes(null) ? null : (several as TensorInfo[]);
}

/** The arguments of the call with its first input replaced, and every other tensor as well. */
function replaceFirst(args: Args, first: Value, swap: (value: Value) => Value): Args {
  if (args.positional.length > 0) {
    const keyword = new Map([...args.keyword].map(([name, value]) => [name, swap(value)] as const));
    return new Args([first, ...args.positional.slice(1).map(swap)], keyword);
  }
  let replaced = false;
  const keyword = new Map<string, Value>();
  for (const [name, value] of args.keyword) {
    keyword.set(name, !replaced && isSymbolic(value) ? first : swap(value));
    replaced ||= isSymbolic(value);
  }
  return new Args([], keyword);
}

function build(instance: PyInstance, state: CustomState, layer: LayerInstance, inputs: InfoTree, at: Site): void {
  if (layer.built || state.building) return;
  layer.built = true;
  state.building = true;
  try {
    const own = instance.cls.lookUp('build');
    if (own && 'value' in own && own.value instanceof Obj) own.value.call(Args.of(instance, shapesOf(inputs)), at);
    layer.weights = state.weights;
  } finally {
    state.building = false;
  }
}

/** `input_shape` as Keras hands it to `build`. */
function shapesOf(inputs: InfoTree): Value {
  if (inputs instanceof Unknown) return inputs;
  if (isTensor(inputs)) return tensorShape(inputs);
  if (isTensorList(inputs)) return new List(inputs.map(shapesOf));
  return Dict.of(Object.entries(inputs).map(([key, value]) => [key, shapesOf(value)] as const));
}

/** Keeps what `call` built as the layer's inside, and says what comes out. */
function finish(state: CustomState, layer: LayerInstance, inputs: readonly TensorTree[], result: Value, at: Site): InfoTree {
  const session = sessionOf(at.machine);
  const outputs = toTree(result, session);
  layer.weights = state.weights;
  const children = state.tracked;
  const tree: TensorTree = inputs.length === 1 ? inputs[0]! : inputs;
  if (state.isModel) session.fillModel(state.model, tree, outputs, children);
  else if (children.length > 0) {
    layer.inner = session.builder.subclassed(layer.type, { inputs: tree, outputs, layers: children, name: layer.name, span: layer.span });
  }
  if (result instanceof Unknown && !(result instanceof TensorValue)) return new Unknown(result.loss);
  return mapTensors(outputs as InfoTree, (t): TensorInfo => (t.loss ? { shape: t.shape, dtype: t.dtype, loss: t.loss } : { shape: t.shape, dtype: t.dtype }));
}

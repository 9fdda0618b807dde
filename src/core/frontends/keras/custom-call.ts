import { firstLoss } from '../../graph/arguments.js';
import { ADD_LOSS } from '../../graph/call-operations.js';
import type { LayerInstance, SymbolicTensor, TensorTree } from '../../graph/builder.js';
import { flatten, type InfoTree, isTensor, isTensorList, mapTensors } from '../../graph/tensors.js';
import type { Dtype, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { PyFunction } from '../python/functions.js';
import { Obj, type Site, type Value, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { plainShape, readShape, tensorShape } from './convert.js';
import { inBothModes } from './custom-modes.js';
import type { CustomState } from './custom-state.js';
import { followCall } from './ops/none-length.js';
import { type KerasSession, sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { fromTree, isSymbolic, toTree } from './trees.js';

/** Evaluates the user's `call` on fresh tensors of the given shapes, building the layer before the first time. */
export function evaluateCall(instance: PyInstance, state: CustomState, layer: LayerInstance, inputs: InfoTree, at: Site): InfoTree {
  const evaluate = (): InfoTree => follow(instance, state, layer, inputs, at);
  // Where the class says its shape itself, Keras does not follow `call`.
  const declared = ['compute_output_shape', 'compute_output_spec'].some((name) => instance.cls.ownMember(name) !== undefined);
  return declared ? evaluate() : followCall(state.current, at, evaluate);
}

function follow(instance: PyInstance, state: CustomState, layer: LayerInstance, inputs: InfoTree, at: Site): InfoTree {
  const session = sessionOf(at.machine);
  const site: Site = state.calledAt ?? { machine: at.machine, span: layer.span ?? at.span };
  const args = state.current;
  state.current = null;
  state.depth++;
  session.tracing++;
  try {
    const fresh = session.fresh(inputs);
    const values = fromTree(fresh, session);
    build(instance, state, layer, inputs, args, site);
    const call = instance.cls.ownMember('call');
    if (!(call instanceof Obj)) return new Unknown({ reason: `${instance.cls.name} has no call method.`, span: layer.span });
    const others: TensorTree[] = [];
    const swap = (value: Value): Value => {
      if (!isSymbolic(value)) return value;
      const tree = session.fresh(toTree(value, session));
      others.push(tree);
      return fromTree(tree, session);
    };
    const passed = args ? replaceFirst(args, values, swap) : Args.of(values);
    const all = passed.after([instance]);
    const withLosses = (value: Value): Value => adding(value, state, session, site);
    const once = withLosses(call.call(all, site) ?? null);
    const result = call instanceof PyFunction ? inBothModes(call, all, once, state.tracked, site, withLosses) : once;
    if (result === null && once !== null) state.notFollowed('training', site);
    const computed = finish(state, layer, [fresh, ...others], result ?? once, site);
    return state.isModel || others.length > 0 ? computed : (declaredShape(instance, layer, inputs, site) ?? computed);
  } finally {
    state.depth--;
    session.tracing--;
    state.current = args;
  }
}

/** What the class's own `compute_output_shape` says: Keras takes it instead of following `call` (`Layer.compute_output_spec`). */
function declaredShape(instance: PyInstance, layer: LayerInstance, inputs: InfoTree, at: Site): InfoTree | null {
  const own = instance.cls.ownMember('compute_output_shape');
  return own instanceof Obj ? tensorsOf(own.call(Args.of(instance, shapesOf(inputs)), at), layer.policy.compute) : null;
}

/** What a function that computes shapes says: a tensor, or several for a list of shapes. Null where that is not known. */
export function tensorsOf(given: Value | undefined, dtype: Dtype): InfoTree | null {
  const info = (value: Value): TensorInfo | null => {
    const { shape, loss } = plainShape(readShape(value));
    return shape === null || loss ? null : { shape, dtype };
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

function build(instance: PyInstance, state: CustomState, layer: LayerInstance, inputs: InfoTree, args: Args | null, at: Site): void {
  if (layer.built || state.building) return;
  layer.built = true;
  state.building = true;
  try {
    const own = instance.cls.ownMember('build');
    if (own instanceof Obj) own.call((own instanceof PyFunction ? shapesByName(own, instance, args, at) : null) ?? Args.of(instance, shapesOf(inputs)), at);
    layer.weights = state.weights;
  } finally {
    state.building = false;
  }
}

/** A `build` that asks for several shapes gets those of the arguments of `call` that they are named after (`Layer._maybe_build`). */
function shapesByName(build: PyFunction, instance: PyInstance, args: Args | null, at: Site): Args | null {
  const wanted = build.code.parameters.slice(1).map(({ name }) => name);
  const names = instance.cls.ownMethod('call')?.code.parameters.slice(1).map(({ name }) => `${name}_shape`) ?? [];
  if (args === null || wanted.length < 2 || !wanted.every((name) => names.includes(name))) return null;
  const shapes = new Map<string, Value>();
  for (const name of wanted) {
    const value = args.get(names.indexOf(name), name.slice(0, -'_shape'.length)) ?? null;
    if (value !== null) shapes.set(name, value instanceof ArrayValue && value.shape ? tensorShape(value) : isSymbolic(value) ? shapesOf(toTree(value, sessionOf(at.machine))) : unknown('The shape of this argument is not followed.', at.span));
  }
  return new Args([instance], shapes);
}

/** `input_shape` as Keras hands it to `build`. */
export function shapesOf(inputs: InfoTree): Value {
  if (inputs instanceof Unknown) return inputs;
  if (isTensor(inputs)) return tensorShape(inputs);
  if (isTensorList(inputs)) return new List(inputs.map(shapesOf));
  return Dict.of(Object.entries(inputs).map(([key, value]) => [key, shapesOf(value)] as const));
}

/** Keeps what `call` built as the layer's inside, and says what comes out. */
function finish(state: CustomState, layer: LayerInstance, inputs: readonly TensorTree[], result: Value, at: Site): InfoTree {
  const session = sessionOf(at.machine);
  const outputs = seen(toTree(result, session), state.takeNotFollowed(), session);
  layer.weights = state.weights;
  state.gave(result);
  const children = state.tracked;
  const tree: TensorTree = inputs.length === 1 ? inputs[0]! : inputs;
  if (state.isModel) session.fillModel(state.model, tree, outputs, children);
  else if (children.length > 0 || firstLoss(outputs) === undefined) {
    layer.inner = session.builder.subclassed(layer.type, { inputs: tree, outputs, layers: children, name: layer.name, span: layer.span });
  }
  if (result instanceof Unknown && !(result instanceof TensorValue)) return new Unknown(result.loss);
  return mapTensors(outputs as InfoTree, (t): TensorInfo => (t.loss ? { shape: t.shape, dtype: t.dtype, loss: t.loss } : { shape: t.shape, dtype: t.dtype }));
}

/** Results of a `call` that does more than it returns pass through an operation that says so, which nothing runs: the shapes stay known. */
function seen(outputs: TensorTree, hidden: ReturnType<CustomState['takeNotFollowed']>, session: KerasSession): TensorTree {
  if (hidden === null || outputs instanceof Unknown) return outputs;
  return mapTensors(outputs, (tensor) => session.builder.operation(hidden.what, tensor as SymbolicTensor, {}, tensor, hidden.span, (same) => same, hidden.what) as SymbolicTensor);
}

/** What `call` gives, through an operation that hands it on and takes what `call` added to the loss. */
function adding(value: Value, state: CustomState, session: KerasSession, { span }: Site): Value {
  const losses = state.takeLosses();
  if (losses.length === 0) return value;
  const first = value instanceof TensorValue ? value : value instanceof List || value instanceof Tuple ? value.items[0] : null;
  if (!(first instanceof TensorValue)) {
    if (state.layer) session.addsLoss.set(state.layer, true);
    return value;
  }
  const { tensor } = first;
  const passed = fromTree(session.builder.operation(ADD_LOSS, [tensor, ...losses], {}, tensor.info, span, (inputs) => flatten(inputs)[0] ?? tensor.info, ADD_LOSS), session);
  return value instanceof TensorValue ? passed : new Tuple([passed, ...(value as Tuple).items.slice(1)]);
}

/** `super().call(x)` of a subclass of one of Keras's layers: what that layer would do. */
export function callBase(layer: LayerInstance, args: Args, at: Site): Value {
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

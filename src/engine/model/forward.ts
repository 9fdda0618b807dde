/** Runs a ModelGraph on tensors: nested and shared layers, taps and substitutions, in training or inference mode. */
import { BY_MODE } from '../../core/graph/call-operations.js';
import type { Call, Layer, ModelGraph, TensorId, TensorInfo } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { asObject, Config } from '../layers/support/config.js';
import type { ForwardCall } from '../layers/define.js';
import { forwardOf, takesMask } from '../layers/lookup.js';
import { activate } from '../layers/support/activations.js';
import { setMask } from '../layers/support/masks.js';
import { tf } from '../trace/tensorflow.js';
import type { RandomSpec } from '../trace/step.js';
import { MaskNotFollowed, givenTo, refuseMasks, withMasks, type Given, type Hidden } from './masks.js';
import { penalty } from './regularizers.js';

export interface GraphRun {
  readonly training: boolean;
  random(spec: RandomSpec): tf.Tensor;
  /** Names of layers whose outputs are wanted; `outer/inner` for a layer of a nested model. */
  readonly taps?: readonly string[];
  /** Outputs that are given instead of computed, by layer name as in `taps`: the run goes on from there. What only they needed is not run. Of a shared layer it is its first application, as in `taps`; the others are computed. */
  readonly substitutes?: Readonly<Record<string, tf.Tensor>>;
  /** Set false when only taps are wanted: layers behind them are then not run. */
  readonly outputs?: boolean;
}

export interface GraphResult {
  readonly outputs: tf.Tensor[];
  /** By the names asked for. A shared layer's tap is its first application. */
  readonly taps: Record<string, tf.Tensor>;
  /** New values of variables that no gradient moves, by weight name. */
  readonly updates: Record<string, tf.Tensor>;
  /** Scalars that activity regularizers add to the loss. */
  readonly penalties: tf.Tensor[];
}

/** Weights by `layer/weight`, nested `outer/inner/weight`. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

interface Shared {
  readonly run: GraphRun;
  readonly weights: Weights;
  readonly taps: Record<string, tf.Tensor>;
  readonly updates: Record<string, tf.Tensor>;
  readonly penalties: tf.Tensor[];
}

/**
 * Runs a graph. `inputs` are in the order of `graph.inputs` (batch first); they may be left out where `substitutes` make them unnecessary.
 * Throws a UserError when a layer cannot be run.
 */
export function runGraph(graph: ModelGraph, weights: Weights, inputs: readonly tf.Tensor[], run: GraphRun): GraphResult {
  if (run.substitutes !== undefined) refuseMasks(graph);
  const shared: Shared = { run, weights, taps: {}, updates: {}, penalties: [] };
  const outputs = walk(graph, '', inputs, run.training, shared);
  const missing = run.taps?.find((name) => !(name in shared.taps));
  if (missing !== undefined) throw new UserError(`The model "${graph.name}" has no layer "${missing}". Its layers are ${graph.layers.map(({ name }) => name).join(', ')}.`);
  return { outputs, taps: shared.taps, updates: shared.updates, penalties: shared.penalties };
}

function walk(graph: ModelGraph, prefix: string, inputs: readonly (tf.Tensor | undefined)[], training: boolean, shared: Shared): tf.Tensor[] {
  const layers = new Map([...graph.layers, ...(graph.operations ?? [])].map((layer) => [layer.id, layer]));
  const batch = inputs.find((input) => input !== undefined)?.shape[0] ?? 1;
  const variable = (weight: string): tf.Tensor => weightOf(shared.weights, prefix + weight);
  const values: (tf.Tensor | undefined)[] = [];
  graph.inputs.forEach((id, i) => (values[id] = inputs[i]));
  const hidden: Hidden[] | null = graph.kind === 'Subclass' ? null : [];
  const calls = needed(graph, prefix, layers, shared, training, prefix !== '' || shared.run.outputs !== false);
  for (const call of graph.calls) {
    const layer = layers.get(call.layer);
    if (layer === undefined) throw new Error(`The graph "${graph.name}" calls a layer "${call.layer}" that it does not hold.`);
    const path = prefix + layer.name;
    const given = shared.run.substitutes?.[path];
    if (given !== undefined && !(path in shared.taps)) {
      values[call.outputs[0]!] = given;
      shared.taps[path] = given;
      continue;
    }
    if (!calls.has(call)) continue;
    const application: Application = {
      arguments: call.arguments, names: call.tensorArguments ?? [], results: call.outputs.map((id) => graph.tensors[id]!), functional: graph.kind !== 'Subclass',
      hidden: hidden && call.inputs.map((id) => hidden[id]),
      batch, variable,
    };
    const { results, masks } = apply(layer, application, path, inputsFor(call, layer, training).map((id) => valueOf(values, id, layer, graph)), modeOf(call, graph, training), shared);
    call.outputs.forEach((id, i) => {
      values[id] = results[i];
      if (hidden) hidden[id] = masks[i];
    });
    if (results[0] !== undefined && wanted(shared.run, path)) shared.taps[path] ??= results[0];
  }
  for (const layer of graph.layers) {
    const path = prefix + layer.name;
    const input = layer.type === 'InputLayer' ? graph.inputs[graph.layers.filter(({ type }) => type === 'InputLayer').indexOf(layer)] : undefined;
    const value = input === undefined ? undefined : values[input];
    if (value !== undefined && wanted(shared.run, path)) shared.taps[path] ??= value;
  }
  if (prefix === '' && shared.run.outputs === false) return [];
  return graph.outputs.map((id) => {
    const value = values[id];
    if (value === undefined) throw new Error(`The graph "${graph.name}" never computes its output ${id}.`);
    return value;
  });
}

/**
 * Keras 3 hands the `training` of `fit`, `evaluate` and `predict` to every layer of a Functional model, over what was written at the call
 * (`keras/src/models/functional.py`, `operation_fn`). In a `call` method of the user's the written value holds.
 */
function modeOf({ arguments: { training } }: Call, { kind }: ModelGraph, outer: boolean): boolean {
  return kind === 'Subclass' && typeof training === 'boolean' ? training : outer;
}

const wanted = (run: GraphRun, path: string): boolean => run.taps?.includes(path) ?? false;

/** The calls that outputs and taps depend on, going backwards and stopping at substitutes. */
function needed(graph: ModelGraph, prefix: string, layers: ReadonlyMap<string, Layer>, { run, taps }: Shared, training: boolean, outputs: boolean): Set<Call> {
  const producers = new Map<TensorId, Call>();
  for (const call of graph.calls) for (const id of call.outputs) if (!graph.inputs.includes(id)) producers.set(id, call);
  const given = new Set<Call>();
  for (const layer of layers.values()) {
    const path = prefix + layer.name;
    const first = run.substitutes?.[path] === undefined || path in taps ? undefined : graph.calls.find((call) => call.layer === layer.id);
    if (first !== undefined) given.add(first);
  }
  const found = new Set<Call>();
  const visit = (id: TensorId): void => {
    const call = producers.get(id);
    if (call === undefined || found.has(call) || given.has(call)) return;
    found.add(call);
    inputsFor(call, layers.get(call.layer)!, training).forEach(visit);
  };
  if (outputs) graph.outputs.forEach(visit);
  for (const call of graph.calls) {
    const path = prefix + layers.get(call.layer)!.name;
    const asked = [...(run.taps ?? []), ...Object.keys(run.substitutes ?? {})];
    if (run.taps?.includes(path) || asked.some((name) => name.startsWith(`${path}/`))) call.outputs.forEach(visit);
  }
  return found;
}

/** Which tensors a call takes: of the two that a `call` method gives by `training` only the one that counts is computed. */
const inputsFor = ({ inputs }: Call, { role, type }: Layer, training: boolean): readonly TensorId[] => (role === 'operation' && type === BY_MODE ? [inputs[training ? 0 : 1]!] : inputs);

function valueOf(values: readonly (tf.Tensor | undefined)[], id: TensorId, layer: Layer, graph: ModelGraph): tf.Tensor {
  const value = values[id];
  if (value === undefined) throw new Error(`Layer "${layer.name}" of "${graph.name}" needs tensor ${id}, which was not given or computed.`);
  return value;
}

/** One application as its layer sees it. */
interface Application {
  readonly arguments: Call['arguments'];
  /** The arguments that the last tensors belong to, one name a tensor. */
  readonly names: readonly string[];
  readonly results: readonly TensorInfo[];
  readonly functional: boolean;
  /** The masks that the tensors had when the model was put together; null where that is done anew in each run. */
  readonly hidden: readonly Hidden[] | null;
  readonly batch: number;
  variable(weight: string): tf.Tensor;
}

interface Applied {
  readonly results: tf.Tensor[];
  /** The results' masks as the model was put together. */
  readonly masks: readonly Hidden[];
}

function apply(layer: Layer, call: Application, path: string, inputs: readonly tf.Tensor[], training: boolean, shared: Shared): Applied {
  if (layer.type === 'InputLayer') return { results: [...inputs], masks: [] };
  const forward = layer.role === 'model' || layer.role === 'custom' ? undefined : forwardOf(layer);
  const given = givenTo(call, inputs, takesMask(layer));
  let results: tf.Tensor[];
  let masks: readonly Hidden[] = [];
  if (forward !== undefined) {
    const seen = context(layer, call, path, given, training, shared);
    const result = forward.call(seen);
    results = Array.isArray(result) ? result : [result];
    if (layer.role === 'layer') ({ results, masks } = withMasks(results, given, forward.mask && ((previous) => forward.mask!(previous, seen))));
  } else if (layer.inner !== undefined && layer.inner.calls.length > 0) {
    // A model sets the masks that it is handed on its inputs, and its outputs have those of its last layers.
    if (layer.masks && [...given.masks, ...given.previous].some((mask) => mask !== undefined)) throw new MaskNotFollowed(layer);
    given.named.mask?.forEach((mask, i) => given.inputs[i] && setMask(given.inputs[i], mask));
    results = walk(layer.inner, `${path}/`, given.inputs, training, shared);
  } else {
    throw new UserError(`The layer "${layer.name}" (${layer.type}) cannot be run: ConvLens does not know what it computes.`);
  }
  const regularizer = layer.type === 'ActivityRegularization' ? { className: 'L1L2', config: layer.config } : asObject(layer.config.activityRegularizer);
  // Keras divides by the batch, so that the strength does not depend on its size.
  if (regularizer !== null) for (const output of results) shared.penalties.push(tf.div(penalty(regularizer, output), output.shape[0]));
  return { results, masks };
}

function context(layer: Layer, call: Application, path: string, { inputs, masks, named, handedMask }: Given, training: boolean, shared: Shared): ForwardCall {
  const follow = (argument: string, given: readonly tf.Tensor[]): tf.Tensor[] | null => {
    const own = layer.functions?.[argument];
    return own ? walk(own, `${path}/`, given, training, shared) : null;
  };
  return {
    layer,
    config: new Config(layer),
    weights: Object.fromEntries(layer.weights.map(({ name }) => [name, weightOf(shared.weights, `${path}/${name}`)])),
    inputs,
    masks,
    named,
    handedMask,
    arguments: call.arguments,
    results: call.results,
    functional: call.functional,
    training,
    random: (spec) => shared.run.random(spec),
    penalize: (value) => void shared.penalties.push(tf.sum(value)),
    update: (weight, value) => void (shared.updates[`${path}/${weight}`] = value),
    batch: call.batch,
    variable: call.variable,
    follow,
    activate: (x, argument = 'activation') => follow(argument, [x])?.[0] ?? activate(x, layer.config[argument], `Layer "${layer.name}"`),
    child(child, childInputs, { weights = {}, mask, states = 0 } = {}) {
      const childPath = `${path}/${child.name}`;
      const changed = Object.fromEntries(Object.entries(weights).map(([name, value]) => [`${childPath}/${name}`, value]));
      const names = [...Array.from({ length: states }, () => 'initialState'), ...(mask ? ['mask'] : [])];
      return apply(child, { arguments: {}, names, results: [], functional: false, hidden: null, batch: call.batch, variable: call.variable }, childPath, mask ? [...childInputs, mask] : childInputs, training, { ...shared, weights: { ...shared.weights, ...changed } }).results;
    },
    childWeight: (child, weight) => weightOf(shared.weights, `${path}/${child.name}/${weight}`),
  };
}

function weightOf(weights: Weights, name: string): tf.Tensor {
  const weight = weights[name];
  if (weight === undefined) throw new Error(`The weight "${name}" was not given.`);
  return weight;
}

import type { LayerSpec, Values } from '../layers/define.js';
import { layerSpec } from '../layers/lookup.js';
import { weightSize } from './count.js';
import { Unknown } from './values.js';
import { type Extent, extentAfter, inputExtent, joinExtents } from './reach.js';
import type { Call, Dim, Dtype, Layer, ModelGraph, Shape, TensorInfo, WeightSpec } from './types.js';

/** What follows from one call of a layer. */
export interface CallFacts {
  readonly layer: Layer['id'];
  /** Multiply-accumulates for one example; additions of a bias and elementwise functions count as none. */
  readonly multiplyAccumulates: number | null;
  /** Bytes of its outputs at the batch size. */
  readonly activationBytes: number | null;
  /** Lengths of the input patch that one output position sees, along the spatial axes; null where it sees all or that is not known. */
  readonly receptiveField: readonly Dim[] | null;
  /** Steps in the input between neighbouring output positions (product of the strides so far). */
  readonly strideProduct: readonly Dim[] | null;
}

/** What follows from a whole model. Sums are null where a part is not known. */
export interface ModelFacts {
  readonly calls: readonly CallFacts[];
  readonly multiplyAccumulates: number | null;
  readonly parameterBytes: number | null;
  /** Bytes of all layers' outputs, which training keeps until the backward pass. */
  readonly activationBytes: number | null;
}

const bytes: { readonly [D in Dtype]: number } = { float16: 2, bfloat16: 2, float32: 4, float64: 8, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8, bool: 1, string: 8 };

/** Works out arithmetic, memory and receptive fields of a model's calls. Axes that stay open leave a null, except the batch. */
export function modelFacts(graph: ModelGraph, batchSize = 1): ModelFacts {
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  const extents: (Extent | undefined)[] = [];
  for (const id of graph.inputs) extents[id] = inputExtent(graph.tensors[id]!.shape);
  const calls = graph.calls.map((call) => callFacts(graph, call, layers.get(call.layer), batchSize, extents));
  return {
    calls,
    multiplyAccumulates: isUncalled(graph) ? null : total(calls.map((call) => call.multiplyAccumulates)),
    parameterBytes: parameterBytes(graph),
    activationBytes: isUncalled(graph) ? null : total(calls.map((call) => call.activationBytes)),
  };
}

/** Whether a model has layers and none was called: what it costs is then not nothing, but not known. */
const isUncalled = ({ calls, layers }: ModelGraph): boolean => calls.length === 0 && layers.some(({ type }) => type !== 'InputLayer');

/** Multiply-accumulates of a model for one example, as `modelFacts` gives them, without the other facts. */
export function modelWork(graph: ModelGraph): number | null {
  if (isUncalled(graph)) return null;
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  const tensors = (ids: Call['inputs']): TensorInfo[] => ids.map((id) => graph.tensors[id]!);
  let sum = 0;
  for (const call of graph.calls) {
    const layer = layers.get(call.layer);
    const work = layer ? layerWork(layer, tensors(call.inputs), tensors(call.outputs)) : null;
    if (work === null) return null;
    sum += work;
  }
  return sum;
}

function callFacts(graph: ModelGraph, call: Call, layer: Layer | undefined, batchSize: number, extents: (Extent | undefined)[]): CallFacts {
  const [inputs, outputs] = [call.inputs, call.outputs].map((ids) => ids.map((id) => graph.tensors[id]!)) as [TensorInfo[], TensorInfo[]];
  const before = joinExtents(call.inputs.map((id) => extents[id]));
  const after = layer && before ? afterLayer(layer, before, inputs[0]?.shape ?? null) : undefined;
  for (const id of call.outputs) extents[id] = after;
  return {
    layer: call.layer,
    multiplyAccumulates: layer ? layerWork(layer, inputs, outputs) : null,
    // A nested model keeps what its own layers put out; its output is among it.
    activationBytes: layer?.role === 'model' && layer.inner && layer.inner.calls.length > 0 ? modelFacts(layer.inner, batchSize).activationBytes : total(outputs.map((tensor) => tensorBytes(tensor, batchSize))),
    receptiveField: after?.field ?? null,
    strideProduct: after?.stride ?? null,
  };
}

/** Multiply-accumulates of one call; those of a nested model are the sum over its calls. */
function layerWork(layer: Layer, inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): number | null {
  if (layer.role === 'operation') return null;
  const spec = layer.role === 'layer' ? layerSpec(layer.type) : undefined;
  if (!spec) return layer.inner ? modelWork(layer.inner) : null;
  if (layer.inner) return wrapperWork(layer, inputs, outputs);
  const known = (tensors: readonly TensorInfo[]): Shape[] | null => (tensors.every((t) => t.shape) ? tensors.map((t) => [1, ...t.shape!.slice(1)]) : null);
  const [ins, outs] = [known(inputs), known(outputs)];
  if (!ins || !outs) return null;
  const sizes: { [weight: string]: Dim } = {};
  for (const weight of layer.weights) sizes[weight.name] = weightSize(weight);
  return spec.work(readValues(spec, layer), { inputs: ins, outputs: outs, sizes });
}

/** A wrapper's work is that of the layers inside, once a step where it runs over steps. */
function wrapperWork(layer: Layer, inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): number | null {
  const [input, output] = [inputs[0], outputs[0]];
  if (!input?.shape || !output?.shape) return null;
  const inner = layer.inner!.layers;
  if (layer.type === 'TimeDistributed' && inner.length === 1) {
    const steps = input.shape[1] ?? null;
    const step = (t: TensorInfo): TensorInfo => ({ shape: t.shape && [t.shape[0] ?? null, ...t.shape.slice(2)], dtype: t.dtype });
    const once = layerWork(inner[0]!, [step(input)], [step(output)]);
    return once === null || steps === null ? null : once * steps;
  }
  if (layer.type === 'Bidirectional') return total(inner.map((child) => layerWork(child, inputs, outputs)));
  if (layer.type === 'RNN') {
    const once = total(inner.map((cell) => layerWork(cell, [{ shape: [1, null], dtype: 'float32' }], [{ shape: [1, null], dtype: 'float32' }])));
    const steps = input.shape[1] ?? null;
    return once === null || steps === null ? null : once * steps;
  }
  return inner.length === 1 ? layerWork(inner[0]!, inputs, outputs) : null;
}

function afterLayer(layer: Layer, before: Extent, shape: Shape | null): Extent | undefined {
  if (layer.role === 'model' && layer.inner) return afterModel(layer.inner, before);
  const spec = layer.role === 'layer' ? layerSpec(layer.type) : undefined;
  return spec && shape ? extentAfter(before, spec.reach(readValues(spec, layer), shape), shape.length) : undefined;
}

function afterModel(graph: ModelGraph, before: Extent): Extent | undefined {
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  const extents: (Extent | undefined)[] = [];
  for (const id of graph.inputs) extents[id] = before;
  for (const call of graph.calls) {
    const joined = joinExtents(call.inputs.map((id) => extents[id]));
    const layer = layers.get(call.layer);
    const after = joined && layer ? afterLayer(layer, joined, graph.tensors[call.inputs[0]!]?.shape ?? null) : undefined;
    for (const id of call.outputs) extents[id] = after;
  }
  return extents[graph.outputs[0] ?? -1];
}

const lost = new Unknown({ reason: 'The argument is not known.', span: null });

/** A layer's parameters as shape rules see them, from its plain configuration. Objects inside are not among them. */
export function readValues(spec: LayerSpec, layer: Layer): Values {
  // What is given lies in front of the defaults, as it does while the layer is inferred.
  const values = Object.create(spec.defaults) as { [parameter: string]: unknown };
  for (const name in layer.config) {
    const param = spec.params[name];
    const value = layer.config[name]!;
    if (param && value !== param.fallback) values[name] = param.read(value);
  }
  // What was given but is not known must not count as the default.
  for (const names of [spec.required, layer.unknown]) for (const name of names) if (!(name in layer.config) && spec.params[name]) values[name] = spec.params[name].read(lost);
  return values;
}

function tensorBytes({ shape, dtype }: TensorInfo, batchSize: number): number | null {
  if (shape === null) return null;
  const size = weightSize({ shape: [shape[0] ?? batchSize, ...shape.slice(1)] });
  return size === null ? null : size * bytes[dtype];
}

function weightBytes(weight: WeightSpec): number | null {
  const size = weightSize(weight);
  return size === null ? null : size * bytes[weight.dtype];
}

/** Bytes of all variables, a shared layer's once. */
function parameterBytes(graph: ModelGraph, seen = new Set<string>()): number | null {
  if (graph.incomplete) return null;
  const parts: (number | null)[] = (graph.own?.weights ?? []).map(weightBytes);
  for (const layer of graph.layers) {
    if (seen.has(layer.id)) continue;
    seen.add(layer.id);
    parts.push(...layer.weights.map(weightBytes));
    if (layer.inner) parts.push(parameterBytes(layer.inner, seen));
  }
  return total(parts);
}

function total(parts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

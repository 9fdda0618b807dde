import type { LayerInstance } from '../../graph/builder.js';
import type { Maybe } from '../../graph/values.js';
import { Args, noKeywords } from '../python/args.js';
import { Dict } from '../python/containers.js';
import { type Site, type Value, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { asArray, checkCallNames, checkInside, takesTensors } from './call-inputs.js';
import { toMaybe } from './convert.js';
import { appliedSteps, imagesOf, withParts } from './data/image-parts.js';
import { afterSteps, layerSteps } from './data/steps.js';
import type { LayerValue } from './layer-value.js';
import { TensorValue } from './tensor-value.js';
import { fromTree, isSymbolic, toTree } from './trees.js';

const CALL_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ['query', 'value', 'key', 'query_mask', 'value_mask', 'key_mask', 'attention_mask'],
  GroupedQueryAttention: ['query', 'value', 'key', 'query_mask', 'value_mask', 'key_mask', 'attention_mask'],
  LSTM: ['sequences', 'initial_state', 'mask'], GRU: ['sequences', 'initial_state', 'mask'], SimpleRNN: ['sequence', 'initial_state', 'mask'], RNN: ['sequences', 'initial_state', 'mask'], Bidirectional: ['sequences', 'initial_state', 'mask'],
  Attention: ['inputs', 'mask'], AdditiveAttention: ['inputs', 'mask'], Softmax: ['inputs', 'mask'], GlobalAveragePooling1D: ['inputs', 'mask'],
};
const INPUT_NAMES: ReadonlySet<string> = new Set(['inputs', 'x', 'input', 'sequences', 'sequence', 'data']);

/** `layer(tensors, …)`: infers, builds at the first time, records. */
export function applyLayer(target: LayerValue, args: Args, at: Site): Value {
  const { layer, session } = target;
  const { machine } = at;
  machine.spend(10);
  machine.step();
  const { inputs: given, extra } = split(layer, args);
  const inputs = given === undefined ? undefined : asArray(layer, given, at);
  if (inputs === undefined && !layer.spec && args.keyword.size > 0) return unknown(`What "${layer.name}" is called on is not followed.`, at.span);
  if (inputs === undefined) return args.open ?? machine.raise('TypeError', `Layer "${layer.name}" is called without an input. Call it on a tensor: ${layer.type}(...)(x).`, at, 'layer-input-missing');
  const images = imagesOf(layer, inputs);
  if (images && inputs instanceof Dict) {
    const training = trainingOf(extra);
    return withParts(layer, inputs, images, applyLayer(target, new Args([images], new Map([...args.keyword].filter(([name]) => name === 'training'))), at), training, at);
  }
  if (!takesTensors(layer, args, at)) return unknown(`What ${layer.type} gives is not known, because it is not called on a tensor.`, at.span);
  checkCallNames(layer, args, at);
  checkInside(layer, at);
  if (machine.journal.active) touchAll(target);
  const { outputs, problems } = session.builder.call(layer, toTree(inputs, session), { arguments: extra.size === 0 ? undefined : toArguments(extra, session), span: at.span, computed: session.tracing > 0 || inputs instanceof ArrayValue });
  session.recordCall({ layer, span: layer.span ?? at.span, callSpan: at.span, record: layer.calls.at(-1)!, model: null });
  session.callProblems(problems, layer, at.span, at);
  const value = fromTree(outputs, session);
  // Preprocessing layers may be applied to the data itself; in a `call` what the file makes up is a constant.
  if (inputs instanceof ArrayValue && inputs.data && (session.tracing === 0 || inputs.data.source.kind !== 'synthetic') && value instanceof TensorValue) return afterSteps(inputs, appliedSteps(layerSteps(layer, trainingOf(extra), inputs), session.tracing > 0), new ArrayValue(value.tensor.shape, value.tensor.dtype, { loss: value.tensor.loss }), layer.type, at);
  return value;
}

const trainingOf = (extra: ReadonlyMap<string, Value>): Value => extra.get('training') ?? extra.get('argument_1') ?? null;

/** The state of a layer and of all that it holds changes when it is built. */
function touchAll(target: LayerValue): void {
  const { journal } = target.session.machine;
  const visit = (layer: LayerInstance): void => {
    const value = layer === target.layer ? target : target.session.value(layer);
    journal.touch(value);
    if (!layer.built || layer === target.layer) layer.children.forEach(visit);
  };
  visit(target.layer);
}

/** The first argument is what the layer is applied to; the others go with the call. */
function split(layer: LayerInstance, args: Args): { inputs: Value | undefined; extra: ReadonlyMap<string, Value> } {
  if (args.keyword.size === 0 && args.positional.length === 1) return { inputs: args.positional[0], extra: noKeywords };
  const names = CALL_PARAMETERS[layer.type] ?? [];
  const extra = new Map<string, Value>();
  let inputs = args.positional[0];
  for (const [name, value] of args.keyword) {
    if (inputs === undefined && (INPUT_NAMES.has(name) || name === names[0])) inputs = value;
    else extra.set(name, value);
  }
  args.positional.slice(1).forEach((value, i) => extra.set(names[i + 1] ?? `argument_${i + 1}`, value));
  return { inputs, extra };
}

function toArguments(extra: ReadonlyMap<string, Value>, session: LayerValue['session']): { [name: string]: Maybe } {
  const made: { [name: string]: Maybe } = {};
  for (const [name, value] of extra) made[name] = isSymbolic(value) ? (toTree(value, session)) : toMaybe(value);
  return made;
}

import { type LayerInstance, ModelInstance } from '../../graph/builder.js';
import { toSnake } from '../../graph/names.js';
import { Unknown } from '../../graph/values.js';
import { Args } from '../python/args.js';
import { NativeClass, PyClass } from '../python/classes.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { PyFunction } from '../python/functions.js';
import { Native } from '../python/native.js';
import { Float, type Site, type Value } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { layerOf } from './custom-state.js';
import { arrayOf } from './ops/creation.js';
import { sessionOf } from './session.js';
import { isSymbolic } from './trees.js';

/** Layers that take lists of numbers or texts as well (`TFDataLayer`, lookup layers). */
const TAKES_LISTS = /^(Random|AugMix|AutoContrast|CategoryEncoding|CenterCrop|ContrastLimited|CutMix|Discretization|Equalization|Hash|IntegerLookup|MaxNumBoundingBoxes|MelSpectrogram|MixUp|Normalization|Pipeline|RandAugment|Rescaling|Resizing|STFTSpectrogram|Solarization|StringLookup|TextVectorization)/;

/** Such a layer's list of numbers or texts as the array that Keras makes of it; anything else as it is. */
export function asArray(layer: LayerInstance, value: Value, at: Site): Value {
  if (!(value instanceof List || value instanceof Tuple) || !TAKES_LISTS.test(layer.type) || noTensor(value, false) === undefined || noTensor(value, true) !== undefined) return value;
  return arrayOf(value, null, at);
}

/** Keras's only layers that hand None on. */
const TAKES_NONE: ReadonlySet<string> = new Set(['ActivityRegularization', 'Identity']);

/** What an argument holds that is no tensor: a layer that was not called, a function, a number. Undefined where all of it is one or may be. */
export function noTensor(value: Value, listed: boolean): Value | undefined {
  if (value instanceof List || value instanceof Tuple) return value.items.map((item) => noTensor(item, listed)).find((item) => item !== undefined);
  if (value instanceof Dict) return [...value.entries.values()].map(([, item]) => noTensor(item, listed)).find((item) => item !== undefined);
  if (layerOf(value) || value instanceof NativeClass || value instanceof PyClass || value instanceof PyFunction || value instanceof Native) return value;
  return !listed && (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' || value instanceof Float) ? value : undefined;
}

/** Arguments of a call of the program's own layer, those for its first tensors by position: `layer(x1=a, x2=b)` is `layer(a, b)`. */
export function inOrder(call: PyFunction | null, args: Args): Args {
  if (!call || args.positional.length > 0 || args.open) return args;
  const keyword = new Map(args.keyword);
  const positional: Value[] = [];
  for (const { name } of call.code.parameters.slice(1)) {
    const value = keyword.get(name);
    if (value === undefined || !(isSymbolic(value) || value instanceof Unknown || (value instanceof ArrayValue && value.shape !== null))) break;
    positional.push(value);
    keyword.delete(name);
  }
  return positional.length === 0 ? args : new Args(positional, keyword, [], args.keywordSpans);
}

/** The name of a layer's parameter that stands at a position. */
function parameterOf(layer: LayerInstance, position: number, at: Site): string | undefined {
  const instance = sessionOf(at.machine).objects.get(layer);
  const own = instance?.cls.ownMethod('call');
  if (own) return own.code.parameters[position + 1]?.name;
  const name = layer.spec?.callParameters[position];
  return name === undefined ? undefined : toSnake(name);
}

/** Layers that hand on whatever they are called with. */
const HANDS_ON: ReadonlySet<string> = new Set(['FlaxLayer', 'JaxLayer', 'Layer', 'StackedRNNCells', 'TFSMLayer', 'TorchModuleWrapper', 'Wrapper']);

/** Tells of a named argument that one of Keras's layers does not take; `training` is kept from those that have no use for it. */
export function checkCallNames(layer: LayerInstance, args: Args, at: Site): void {
  const { spec } = layer;
  if (args.keyword.size === 0 || !spec || layer.role !== 'layer' || layer instanceof ModelInstance || HANDS_ON.has(spec.type) || sessionOf(at.machine).objects.get(layer)) return;
  const known = spec.callParameters.map(toSnake);
  for (const name of args.keyword.keys()) {
    if (name === 'training' || known.includes(name)) continue;
    at.machine.raise('TypeError', `${layer.type} is called with ${name}, which it does not take. It takes ${known.join(', ')}.`, { ...at, span: args.keywordSpans.get(name) ?? at.span }, 'argument-unknown');
  }
}

/** `TimeDistributed` asks the layer inside for its shape, which one of the program's own must say. */
export function checkInside(layer: LayerInstance, at: Site): void {
  const inner = layer.type === 'TimeDistributed' ? layer.children[0] : undefined;
  const own = inner && !(inner instanceof ModelInstance) && !inner.spec ? sessionOf(at.machine).objects.get(inner) : undefined;
  if (own && own.cls.ownMember('compute_output_shape') === undefined) at.machine.raise('NotImplementedError', `TimeDistributed needs to know the shape that ${own.cls.name} gives. Define compute_output_shape(self, input_shape) there.`, at, 'no-output-shape');
}

/**
 * Whether a layer's positional arguments are tensors: Keras 3 raises for anything else but None (`Layer.__call__`). Says so where they are
 * not.
 */
export function takesTensors(layer: LayerInstance, { positional, positionalSpans }: Args, at: Site): boolean {
  const [first] = positional;
  const missing = first === null || (layer.spec?.merges === true && (first instanceof List || first instanceof Tuple) && first.items.includes(null));
  if (missing && layer.spec && layer.role === 'layer' && !TAKES_NONE.has(layer.type)) {
    at.machine.raise('ValueError', `${layer.type} is called on None instead of a tensor. Check that the function which makes the tensor returns it.`, { ...at, span: positionalSpans[0] ?? at.span }, 'not-a-tensor');
    return false;
  }
  for (const [i, value] of positional.entries()) {
    const found = noTensor(value, TAKES_LISTS.test(layer.type));
    if (found === undefined) continue;
    // `np.array(3)` and `tf.constant(3)` are followed as the number 3, but are tensors, and layers of the program's own may take scalars.
    if (i === 0 && typeof found === 'number' && !layer.spec) return false;
    const site = { ...at, span: positionalSpans[i] ?? at.span };
    const other = layerOf(found);
    const shown = at.machine.show(found);
    const name = parameterOf(layer, i, at) ?? (typeof found === 'boolean' ? 'training' : undefined);
    if (other) at.machine.raise('ValueError', `${layer.type} is called on the layer "${other.name}" instead of a tensor. Call that layer first: ${other.type}(...)(x).`, site, 'not-a-tensor');
    else if (i === 0) at.machine.raise('ValueError', `${layer.type} takes tensors, but is called on ${shown}. Call it on a tensor, or on np.array(...) of numbers.`, site, 'not-a-tensor');
    else at.machine.raise('ValueError', `Layers take only tensors by position, but ${layer.type} is given ${shown}. Name the argument${name ? `: ${name}=${shown}` : ''}.`, site, 'not-a-tensor');
    return false;
  }
  return true;
}

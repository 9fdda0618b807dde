/**
 * What becomes of masks while a model is put together, as Keras 3.15 does it in `Layer.__call__` (steps 6 to 8): which layers are handed
 * one, which hand one on, and the operations that they make for it, which are part of a functional model and of its summary.
 */
import type { LayerInstance, SymbolicTensor, TensorTree } from './instance.js';
import { ModelInstance } from './model.js';
import { isTensor } from './tensors.js';
import type { ConfigValue, Dtype, Shape } from './types.js';
import { Unknown } from './values.js';

/** A mask, or none (Keras's None). */
export type Mask = SymbolicTensor | undefined;

/** What a class of the program's own says of masks; what it does not say is as in the layer that it extends. */
export interface OwnMasking {
  /** Whether `call` has an argument `mask`. */
  readonly takes?: boolean;
  /** `supports_masking`; where it is False no mask is handed on. */
  readonly supports?: boolean;
  /** `compute_mask(inputs, previous)`; one for each output. */
  readonly compute?: (inputs: TensorTree, previous: readonly Mask[]) => readonly Mask[];
}

/** Makes an operation on symbolic tensors, named as Keras names it. */
export type MakeOperation = (name: string, inputs: readonly SymbolicTensor[], config: { readonly [name: string]: ConfigValue }, shape: Shape | null, dtype: Dtype) => SymbolicTensor;

/** Layers whose `call` has an argument `mask`, beside models. */
const TAKES: ReadonlySet<string> = new Set(['AdditiveAttention', 'Attention', 'BatchNormalization', 'Bidirectional', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D', 'GRU', 'GlobalAveragePooling1D', 'LSTM', 'Lambda', 'Pipeline', 'RNN', 'SimpleRNN', 'Softmax', 'TimeDistributed']);

/** Layers that hand the mask of their first argument on as it is. */
const HANDS_ON: ReadonlySet<string> = new Set([
  'Activation', 'ActivityRegularization', 'AlphaDropout', 'BatchNormalization', 'Dense', 'Dropout', 'ELU', 'GaussianDropout', 'GaussianNoise', 'GroupNormalization', 'GroupedQueryAttention', 'Identity', 'LayerNormalization', 'LeakyReLU',
  'MultiHeadAttention', 'Normalization', 'PReLU', 'ReLU', 'Rescaling', 'Softmax', 'SpatialDropout1D', 'SpatialDropout2D', 'SpatialDropout3D', 'TimeDistributed', 'UnitNormalization',
]);
const RECURRENT: ReadonlySet<string> = new Set(['ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D', 'GRU', 'LSTM', 'RNN', 'SimpleRNN']);
/** `Merge.compute_mask`; `Concatenate` has its own, and `Dot` gives none. */
const MERGES: ReadonlySet<string> = new Set(['Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Subtract']);

/** Whether a layer makes masks of its own. */
const makesMask = ({ role, type, values }: LayerInstance): boolean => role === 'layer' && (type === 'Masking' || (type === 'Embedding' && values.maskZero === true));

/** The names that a layer of a Sequential takes for its mask each time that Keras builds the stack anew. */
export const maskNames = (layer: LayerInstance): readonly string[] => (!makesMask(layer) ? [] : layer.type === 'Masking' ? ['not_equal', 'any'] : ['not_equal']);

/** The tensors of a first argument; null where it is a structure that masks are not followed through. */
function firstArgument(inputs: TensorTree): readonly SymbolicTensor[] | null {
  if (inputs instanceof Unknown) return null;
  if (isTensor(inputs)) return [inputs];
  const items: readonly TensorTree[] = Array.isArray(inputs) ? (inputs as readonly TensorTree[]) : [];
  return items.length > 0 && items.every((item) => !(item instanceof Unknown) && isTensor(item)) ? (items as readonly SymbolicTensor[]) : null;
}

/** How the masks of one call go. */
export interface MaskedCall {
  /** Those that become edges of the model. */
  readonly edges: readonly SymbolicTensor[];
  /** Those of the outputs, from left to right. */
  outputs(make: MakeOperation): readonly Mask[];
}

/** What a call does with masks; null where there are none. `given` are its other arguments. */
export function maskedCall(layer: LayerInstance, inputs: TensorTree, given: { readonly [name: string]: unknown }): MaskedCall | null {
  const tensors = firstArgument(inputs);
  if (tensors === null) return null;
  const own = layer.ownMasks?.();
  const carried = tensors.map(({ mask }) => mask);
  if (own?.compute === undefined && !makesMask(layer) && carried.every((mask) => mask === undefined) && given.mask == null) return null;
  const isModel = layer instanceof ModelInstance;
  const takes = own?.takes ?? (isModel ? layer.kind !== 'Subclass' : layer.role === 'layer' && TAKES.has(layer.type));
  const names = Object.keys(given);
  // With a second tensor among the arguments (an initial state) Keras hands no mask over.
  const alone = names.every((name) => !holdsTensor(given[name]));
  // A mask that is found becomes an argument of the call, unless the arguments were converted first: then only the layer sees it.
  const kept = isModel && layer.kind === 'Functional' ? true : names.length === 0 && isTensor(inputs) && tensors[0]!.dtype === layer.policy.compute;
  const edges = takes && alone && kept ? carried.filter((mask) => mask !== undefined) : [];
  const byHand = takes && given.mask != null ? [isSymbol(given.mask) ? given.mask : undefined] : carried;
  return { edges, outputs: (make) => outputMasks(layer, own, inputs, tensors, byHand, make) };
}

const isSymbol = (value: unknown): value is SymbolicTensor => value instanceof Object && 'node' in value;
const holdsTensor = (value: unknown): boolean => isSymbol(value) || (Array.isArray(value) && value.some(holdsTensor));

function outputMasks(layer: LayerInstance, own: OwnMasking | undefined, inputs: TensorTree, tensors: readonly SymbolicTensor[], previous: readonly Mask[], make: MakeOperation): readonly Mask[] {
  if (own?.supports === false) return [];
  if (own?.compute) return own.compute(inputs, previous);
  return computeMask(layer, tensors, previous, make, own?.supports === true);
}

/** `layer.compute_mask(inputs, previous)` of Keras's own layers; `handsOn` for a class that says that it supports masks and no more. */
export function computeMask(layer: LayerInstance, tensors: readonly SymbolicTensor[], previous: readonly Mask[], make: MakeOperation, handsOn = false): readonly Mask[] {
  const { type, values } = layer;
  const [first] = tensors;
  if (layer.role !== 'layer') return handsOn ? previous : [];
  if (makesMask(layer)) {
    const differs = make('not_equal', [first!], { x2: type === 'Masking' && typeof values.maskValue === 'number' ? values.maskValue : 0 }, first!.shape, 'bool');
    return [type === 'Masking' ? make('any', [differs], { axis: -1, keepdims: false }, first!.shape?.slice(0, -1) ?? null, 'bool') : differs];
  }
  if (RECURRENT.has(type)) return values.returnSequences === true ? previous.slice(0, 1) : [];
  if (type === 'Bidirectional') {
    const inner = layer.children[0];
    if (inner?.values.returnSequences !== true) return [];
    return values.mergeMode === undefined ? [previous[0], previous[0]] : [previous[0]];
  }
  if (MERGES.has(type)) {
    if (previous.length === 0 || previous.some((mask) => mask === undefined)) return [];
    return [(previous as readonly SymbolicTensor[]).reduce((a, b) => make('logical_or', [a, b], {}, joint(a.shape, b.shape), 'bool'))];
  }
  if (type === 'Concatenate') return [concatenated(tensors, previous, typeof values.axis === 'number' ? values.axis : -1, make)];
  if (type === 'Attention' || type === 'AdditiveAttention') {
    const [mask] = previous;
    return [mask && make('convert_to_tensor', [mask], {}, mask.shape, mask.dtype)];
  }
  return handsOn || HANDS_ON.has(type) ? previous : [];
}

/** `Concatenate.compute_mask`. */
function concatenated(tensors: readonly SymbolicTensor[], previous: readonly Mask[], axis: number, make: MakeOperation): Mask {
  if (previous.length !== tensors.length || previous.every((mask) => mask === undefined)) return undefined;
  const masks = tensors.map((tensor, i) => {
    const mask = previous[i];
    if (mask === undefined) return make('ones_like', [tensor], { dtype: 'bool' }, tensor.shape, 'bool');
    if ((mask.shape?.length ?? 0) >= (tensor.shape?.length ?? 0)) return mask;
    const wider = make('expand_dims', [mask], { axis: -1 }, mask.shape && [...mask.shape, 1], 'bool');
    const zeros = make('zeros_like', [tensor], { dtype: 'bool' }, tensor.shape, 'bool');
    return make('logical_or', [wider, zeros], {}, joint(wider.shape, zeros.shape), 'bool');
  });
  const shape = masks.map((mask) => mask.shape).reduce((a, b) => a && b && a.map((length, at) => (at === (axis + a.length) % a.length ? (length === null || b[at] == null ? null : length + b[at]) : length)));
  return make('any', [make('concatenate', masks, { axis }, shape, 'bool')], { axis: -1, keepdims: false }, shape?.slice(0, -1) ?? null, 'bool');
}

/** The shape of an operation element by element, aligned at the right. */
function joint(a: Shape | null, b: Shape | null): Shape | null {
  if (a === null || b === null) return null;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const offset = long.length - short.length;
  return long.map((length, at) => {
    const other = at < offset ? 1 : short[at - offset]!;
    return length === 1 || (length === null && other !== 1) ? other : length;
  });
}

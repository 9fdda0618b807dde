import { Rejection, reject } from '../graph/problem.js';
import { type InfoTree, type SubLayer, flatten, isFloat, isTensor, isTensorList, showShape } from '../graph/tensors.js';
import type { Dim, Dtype, Loss, ObjectConfig, Shape, TensorInfo, WeightSpec } from '../graph/types.js';
import { type Maybe, Unknown } from '../graph/values.js';
import { zeros } from './initial.js';
import type { Param, ValuesOf } from './params.js';

export * from './params.js';
export * from './objects.js';
export { reject } from '../graph/problem.js';

/** What a shape rule may ask besides parameters and shapes. */
export interface Context {
  /** True where an axis of the inputs is missing because the analysis lost it: then a `null` must not cause an error. */
  readonly lost: boolean;
  /** The dtype policy's compute and variable dtypes. */
  readonly compute: Dtype;
  readonly variable: Dtype;
  /** The first input's dtype. */
  readonly input: Dtype;
  /** Keyword arguments of the call (`initial_state`, `return_attention_scores`, ...). */
  readonly arguments: { readonly [name: string]: unknown };
  /** True where Keras computes what comes out, as inside another layer's `call`, instead of asking the layer what it says of it. */
  readonly computed: boolean;
  /** True from the second call on: Keras compares what a layer merges when it builds it, and then no more. */
  readonly built: boolean;
}

/** One call as `work` sees it; the batch of every shape is 1. */
export interface Work {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  /** Sizes of the layer's variables by name. */
  readonly sizes: { readonly [weight: string]: Dim };
}

/** How an output position looks at the input: at its own position, at everything, or through windows over the spatial axes. */
export type Reach = 'position' | 'all' | 'unknown' | {
  readonly first: number;
  /** Window lengths, dilation included. */
  readonly window: readonly Dim[];
  readonly stride: readonly Dim[];
  /** True where the stride spreads positions out (transposed convolution, upsampling). */
  readonly spreads?: boolean;
};

/** A shape rule's view of one layer type. Shapes include the batch axis. */
export interface LayerDefinition<P extends { readonly [name: string]: Param<unknown> }> {
  /** Keras's class name. */
  readonly type: string;
  /** One sentence for hovers. */
  readonly summary: string;
  /** Other public names of the class. */
  readonly aliases?: readonly string[];
  /** In Keras's order, keys in camelCase. */
  readonly params: P;
  /** How many of them may be given by position; all by default. */
  readonly positional?: number;
  /** False where the constructor has no `**kwargs`: then `name`, `dtype`, ... are taken only if they are among `params`. */
  readonly acceptsBase?: boolean;
  /** True where the constructor drops keywords that it does not know without a word. */
  readonly ignoresUnknown?: boolean;
  /** Names of Keras 1 and 2 for today's parameters. */
  readonly formerly?: { readonly [legacy: string]: keyof P & string };
  /** Rank that the input must have, or the least that it may have; the batch counts. */
  readonly rank?: number;
  readonly minRank?: number;
  /** What the constructor rejects, beyond each parameter's own kind. */
  check?(p: ValuesOf<P>): void;
  /** For layers of one tensor. `shape` has as many axes as `rank` where that is given. */
  outputShape?(p: ValuesOf<P>, shape: Shape, context: Context): Shape | null;
  /** For layers that merge a list of tensors; a null shape is of unknown rank. */
  mergeShape?(p: ValuesOf<P>, shapes: readonly (Shape | null)[], context: Context): Shape | null;
  /** For everything else: any structure in, any structure out. */
  infer?(p: ValuesOf<P>, inputs: InfoTree, context: Context): InfoTree;
  /** Variables in Keras's order (trainable ones first). `shape` is the first tensor's, empty where its rank is unknown. */
  weights?(p: ValuesOf<P>, shape: Shape, context: Context, inputs: InfoTree): readonly WeightSpec[];
  /** Axes whose lengths the first call fixes for all later ones (Keras's `InputSpec.axes`). */
  lockedAxes?(p: ValuesOf<P>, shape: Shape): readonly number[];
  /** `compute` (default): the policy's; `input`: that of the input. */
  readonly outputDtype?: 'compute' | 'input' | Dtype | ((p: ValuesOf<P>, context: Context) => Dtype);
  /** Multiply-accumulates of one call on one example (a batch of 1); elementwise work counts as none. */
  work?(p: ValuesOf<P>, call: Work): Dim;
  /** What one output position sees of the input, along the spatial axes; absent where it sees its own position only. */
  reach?(p: ValuesOf<P>, shape: Shape): Reach;
  /** Layers that this one holds and whose weights count as its own. */
  children?(p: ValuesOf<P>): readonly SubLayer[];
  /** Classes whose automatic names a constructor call of this layer uses up, or its first call. */
  readonly constructs?: readonly string[] | ((p: ValuesOf<P>) => readonly string[]);
  readonly builds?: readonly string[];
  /** True where the variables belong to layers inside, which a constructor's trainable=False does not reach. */
  readonly freesWeights?: boolean;
  /** Derives values once, when the layer is made: copies of a wrapped layer. */
  prepare?(p: ValuesOf<P>): ValuesOf<P>;
  /** Names of the call's arguments in their order, where there is more than the inputs. */
  readonly callParameters?: readonly string[];
  /** True for a class of `keras.applications` that `keras.layers` does not export. */
  readonly internal?: boolean;
  /** Only `tf.keras.layers` still has it. An internal layer for everything else. */
  readonly legacy?: boolean;
}

export type Values = { readonly [parameter: string]: unknown };

/** A layer type with its parameters' types erased: what binding, builder and registries work with. */
export interface LayerSpec {
  readonly type: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly params: { readonly [name: string]: Param<unknown> };
  readonly parameterNames: readonly string[];
  readonly positional: number;
  readonly acceptsBase: boolean;
  readonly ignoresUnknown: boolean;
  readonly formerly: { readonly [legacy: string]: string };
  /** Every parameter's fallback, read; `undefined` where Python demands one. */
  readonly defaults: Values;
  /** Parameters that Python demands. */
  readonly required: readonly string[];
  constructs(values: Values): readonly string[];
  readonly builds: readonly string[];
  readonly freesWeights: boolean;
  readonly callParameters: readonly string[];
  readonly rank: number | null;
  readonly minRank: number | null;
  /** True for layers that Keras demands a list of tensors for. */
  readonly merges: boolean;
  /** False where no argument or input gives the layer variables. */
  readonly hasWeights: boolean;
  check(values: Values): void;
  prepare(values: Values): Values;
  outputs(values: Values, inputs: InfoTree, context: Context): InfoTree;
  weights(values: Values, inputs: InfoTree, context: Context): readonly WeightSpec[];
  lockedAxes(values: Values, shape: Shape): readonly number[];
  children(values: Values): readonly SubLayer[];
  work(values: Values, call: Work): Dim;
  reach(values: Values, shape: Shape): Reach;
  /** Page of the layer in Keras's documentation. */
  readonly doc: string;
  /** True for a class of `keras.applications` that `keras.layers` does not export. */
  readonly internal: boolean;
  readonly legacy: boolean;
}

const none: readonly never[] = [];
const inputsOnly: readonly string[] = ['inputs'];

/** Turns a definition into a spec. This is the one generic seam: values are read by the same params that type them. */
export function defineLayer<const P extends { readonly [name: string]: Param<unknown> }>(definition: LayerDefinition<P>): LayerSpec {
  const { type, params, rank = null, minRank = null, outputShape, mergeShape, infer, weights, lockedAxes, children, check, outputDtype = 'compute', constructs = none } = definition;
  const typed = (values: Values): ValuesOf<P> => values as ValuesOf<P>;
  const parameterNames = Object.keys(params);
  const defaults: { [name: string]: unknown } = {};
  for (const [name, param] of Object.entries(params)) defaults[name] = param.fallback === undefined ? undefined : param.read(param.fallback);
  const dtypeOf = (values: Values, context: Context): Dtype =>
    outputDtype === 'compute' ? context.compute : outputDtype === 'input' ? context.input : typeof outputDtype === 'function' ? outputDtype(typed(values), context) : outputDtype;

  return {
    type, params, parameterNames, defaults, required: parameterNames.filter((name) => params[name]!.fallback === undefined), rank, minRank, summary: definition.summary,
    aliases: definition.aliases ?? none,
    positional: definition.positional ?? parameterNames.length,
    acceptsBase: definition.acceptsBase ?? true,
    ignoresUnknown: definition.ignoresUnknown ?? false,
    formerly: definition.formerly ?? {},
    constructs: (values) => (typeof constructs === 'function' ? constructs(typed(values)) : constructs),
    builds: definition.builds ?? none,
    freesWeights: definition.freesWeights ?? false,
    callParameters: definition.callParameters ?? inputsOnly,
    merges: mergeShape !== undefined,
    hasWeights: weights !== undefined || children !== undefined,
    doc: 'https://keras.io/api/layers/',
    internal: definition.internal ?? definition.legacy ?? false,
    legacy: definition.legacy ?? false,
    check: (values) => check?.(typed(values)),
    prepare: (values) => definition.prepare?.(typed(values)) ?? values,
    outputs(values, inputs, context) {
      if (infer) return infer(typed(values), inputs, context);
      if (mergeShape) return merge(type, inputs, (shapes) => mergeShape(typed(values), shapes, context), dtypeOf(values, context));
      const tensor = singleTensor(type, inputs);
      const shape = shapeFor(type, tensor, rank, minRank);
      if (!outputShape) return finish(tensor, shape ? tensor.shape : null, dtypeOf(values, context));
      return finish(tensor, shape && outputShape(typed(values), shape, shape === tensor.shape ? context : { ...context, lost: true }), dtypeOf(values, context));
    },
    weights(values, inputs, context) {
      if (!weights) return none;
      const first = firstTensor(inputs);
      const shape = first?.shape ?? (rank === null ? [] : new Array<null>(rank).fill(null));
      return weights(typed(values), shape, context, inputs);
    },
    lockedAxes: (values, shape) => lockedAxes?.(typed(values), shape) ?? none,
    children: (values) => children?.(typed(values)) ?? none,
    work: (values, call) => definition.work?.(typed(values), call) ?? (definition.work ? null : 0),
    reach: (values, shape) => definition.reach?.(typed(values), shape) ?? 'position',
  };
}

/** An output; it takes over the input's loss if an axis besides the batch is missing. */
const finish = ({ loss }: TensorInfo, shape: Shape | null, dtype: Dtype): TensorInfo => (loss && (shape === null || shape.indexOf(null, 1) > 0) ? { shape, dtype, loss } : { shape, dtype });

/** The one tensor that a layer is applied to. */
export function singleTensor(type: string, inputs: InfoTree): TensorInfo {
  if (isTensor(inputs)) return inputs;
  if (inputs instanceof Unknown) return { shape: null, dtype: 'float32', loss: inputs.loss };
  const all = flatten(inputs);
  if (all.length !== 1) reject('input-count', `${type} takes one tensor, but it is called on ${all.length}. Merge them first (Concatenate, Add), or call the layer once for each.`);
  return reject('input-count', `${type} takes a tensor, but it is called on a ${isTensorList(inputs) ? 'list' : 'dict'} that holds one. Pass the tensor itself.`);
}

function firstTensor(inputs: InfoTree): TensorInfo | undefined {
  return isTensor(inputs) ? inputs : flatten(inputs)[0];
}

/** The input's shape, or one of unknown axes where the layer fixes the rank anyhow. */
function shapeFor(type: string, { shape }: TensorInfo, rank: number | null, minRank: number | null): Shape | null {
  if (shape === null) return rank === null ? null : new Array<null>(rank).fill(null);
  if (rank !== null && shape.length !== rank) rankMismatch(type, `${rank} axes${axesHelp(rank)}`, shape);
  if (minRank !== null && shape.length < minRank) rankMismatch(type, `at least ${minRank} axes`, shape);
  return shape;
}

const axesHelp = (rank: number): string => (rank === 3 ? ' (batch, steps, channels)' : rank === 4 ? ' (batch, height, width, channels)' : rank === 5 ? ' (batch, three spatial axes, channels)' : ' with the batch');

export function rankMismatch(type: string, expected: string, shape: Shape): never {
  reject('rank-mismatch', `${type} expects an input of ${expected}, but got shape ${showShape(shape)} with ${shape.length}. ${shape.length < 3 ? 'Reshape the tensor or apply the layer before it is flattened.' : 'Reshape the tensor or choose the layer for this rank.'}`);
}

function merge(type: string, inputs: InfoTree, rule: (shapes: readonly (Shape | null)[]) => Shape | null, dtype: Dtype): TensorInfo {
  if (inputs instanceof Unknown) return { shape: null, dtype, loss: inputs.loss };
  if (isTensor(inputs) || !isTensorList(inputs)) reject('input-count', `${type} takes a list of tensors, but it is called on one. Write ${type}()([a, b]).`);
  const tensors = flatten(inputs);
  if (tensors.length === 0) reject('input-count', `${type} takes a list of tensors, but it is called on an empty one. Put the tensors to merge into the list.`);
  const loss = tensors.find((t) => t.loss)?.loss;
  const shape = rule(tensors.map((t) => t.shape));
  return finish(loss ? { shape: null, dtype, loss } : tensors[0]!, shape, dtype);
}

/** One variable. Without an initializer Keras takes zeros here; kernels pass theirs. */
export function weight(name: string, shape: Shape, initializer: ObjectConfig | undefined = zeros, { regularizer, constraint, trainable = true, dtype = 'float32' }: { regularizer?: ObjectConfig | undefined; constraint?: ObjectConfig | undefined; trainable?: boolean; dtype?: Dtype } = {}): WeightSpec {
  const spec: { -readonly [K in keyof WeightSpec]: WeightSpec[K] } = { name, shape, dtype, trainable, initializer };
  if (regularizer) spec.regularizer = regularizer;
  if (constraint) spec.constraint = constraint;
  return spec;
}

/** Axis counted from the front, or null where axis or rank are not known. Rejects one that the tensor does not have. */
export function resolveAxis(type: string, axis: number | null, shape: Shape, argument = 'axis'): number | null {
  if (axis === null || shape.length === 0) return null;
  if (axis >= shape.length || axis < -shape.length) reject('axis-out-of-range', `${type} is told axis ${axis}, but its input of shape ${showShape(shape)} has axes 0 to ${shape.length - 1} (or -${shape.length} to -1). Name one of these.`, argument);
  return axis < 0 ? axis + shape.length : axis;
}

/** The loss that a value carries, if it is one. */
export const lossOf = (value: Maybe): Loss | undefined => (value instanceof Unknown ? value.loss : undefined);

export { Rejection, isFloat };
export type { Param, ValuesOf };

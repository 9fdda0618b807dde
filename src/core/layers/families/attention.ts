import { reject } from '../../graph/problem.js';
import { type InfoTree, flatten, isTensor, showShape, unknownTensor } from '../../graph/tensors.js';
import type { Dim, ObjectConfig, Shape, TensorInfo, WeightSpec } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import { type Context, constraint, flag, initializer, regularizer, weight } from '../define.js';
import { oneBatch, repeatedBatch } from '../sizes.js';

/** Query, value and key of an attention layer, however they are given. */
export interface AttentionInputs {
  readonly query: TensorInfo;
  readonly value: TensorInfo;
  readonly key: TensorInfo;
}

/** A flag of the call; null where it is not known. */
export function callFlag({ arguments: given }: Context, name: string): boolean | null {
  const value = given[name];
  return value === undefined || value === null ? false : value instanceof Unknown ? null : Boolean(value);
}

/** `layer(query, value, key)`: query as the inputs and the others as call arguments, or all in one list. */
export function attentionInputs(type: string, inputs: InfoTree, context: Context): AttentionInputs {
  const listed = isTensor(inputs) ? [inputs] : flatten(inputs);
  const named = (name: string): TensorInfo | undefined => {
    const given = context.arguments[name];
    if (given instanceof Unknown) return unknownTensor(given.loss);
    return given !== null && typeof given === 'object' && 'dtype' in given ? (given as TensorInfo) : undefined;
  };
  const query = listed[0];
  const value = listed[1] ?? named('value');
  if (!query || !value) reject('input-count', `${type} takes a query and a value, but is called without a value. Write layer(query, value), or layer(x, x) for self-attention.`);
  return { query, value, key: listed[2] ?? named('key') ?? value };
}

/** Value and key must agree in all axes between batch and features. */
export function checkKeys(type: string, { value, key }: AttentionInputs): void {
  const [v, k] = [value.shape?.slice(1, -1), key.shape?.slice(1, -1)];
  if (!v || !k || value.loss || key.loss) return;
  if (v.length !== k.length || v.some((d, i) => d !== k[i])) reject('merge-shape-mismatch', `${type}'s value and key must have the same steps, but got ${showShape(value.shape)} and ${showShape(key.shape)}. Pass sequences of one length.`);
}

/** What `Attention` and `AdditiveAttention` put out. They multiply whole tensors, so that where this is computed a batch of 1 goes with any other. */
export function plainAttention(type: string, all: AttentionInputs, context: Context): InfoTree {
  const [query, value, key] = [all.query.shape, all.value.shape, all.key.shape];
  if (!query) return attentionOutput(null, null, all, context);
  const batch = (...shapes: (Shape | null)[]): Dim => (context.computed ? repeatedBatch(type, shapes) : (query[0] ?? null));
  const steps = query.slice(1, -1);
  return attentionOutput([batch(query, value, key), ...steps, value?.at(-1) ?? null], [batch(query, key), ...steps, key?.at(-2) ?? null], all, context);
}

/**
 * The batch of a multi-head layer: the query's where Keras is only asked, else that of all three. Tensors with two axes between batch and
 * heads go to a function that takes one batch only, unless scores or dropout are wanted (`MultiHeadAttention._compute_attention`).
 */
export function headsBatch(type: string, { query, value, key }: AttentionInputs, dropout: number | null, context: Context): Dim {
  if (!context.computed) return query.shape?.[0] ?? null;
  const shapes = [query.shape, value.shape, key.shape];
  const whole = dropout === 0 && query.shape?.length === 3 && callFlag(context, 'returnAttentionScores') === false;
  return whole ? oneBatch(type, shapes) : repeatedBatch(type, shapes);
}

/** An output over the query's axes, and the scores if the call asks for them. */
export function attentionOutput(shape: Shape | null, scores: Shape | null, { query, value, key }: AttentionInputs, context: Context): InfoTree {
  const loss = query.loss ?? value.loss ?? key.loss;
  const info = (s: Shape | null): TensorInfo => (loss && (s === null || s.indexOf(null, 1) > 0) ? { shape: s, dtype: context.compute, loss } : s === null ? unknownTensor({ reason: 'The rank of a tensor is not known.', span: null }, context.compute) : { shape: s, dtype: context.compute });
  const wanted = callFlag(context, 'returnAttentionScores');
  if (wanted === null) return new Unknown({ reason: 'Whether attention scores are returned is not known.', span: null });
  return wanted ? [info(shape), info(scores)] : info(shape);
}

/** Parameters of the projections inside multi-head layers. */
export const projectionParams = () => ({
  kernelInitializer: initializer(), biasInitializer: initializer('zeros'), kernelRegularizer: regularizer(), biasRegularizer: regularizer(), activityRegularizer: regularizer(),
  kernelConstraint: constraint(), biasConstraint: constraint(), useGate: flag(false),
});

interface Projection {
  readonly useBias: boolean;
  readonly kernelInitializer: ObjectConfig | undefined;
  readonly biasInitializer: ObjectConfig | undefined;
  readonly kernelRegularizer: ObjectConfig | undefined;
  readonly biasRegularizer: ObjectConfig | undefined;
  readonly kernelConstraint: ObjectConfig | undefined;
  readonly biasConstraint: ObjectConfig | undefined;
}

/** Kernel and bias of one projection, an `EinsumDense` of Keras's. */
export function projection(p: Projection, name: string, kernel: readonly Dim[], bias: readonly Dim[]): readonly WeightSpec[] {
  const made = weight(`${name}/kernel`, kernel, p.kernelInitializer, { regularizer: p.kernelRegularizer, constraint: p.kernelConstraint });
  return p.useBias ? [made, weight(`${name}/bias`, bias, p.biasInitializer, { regularizer: p.biasRegularizer, constraint: p.biasConstraint })] : [made];
}

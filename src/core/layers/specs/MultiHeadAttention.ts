import type { Dim } from '../../graph/types.js';
import type { Maybe } from '../../graph/values.js';
import { axes, defineLayer, flag, float, inert, int, optionalInt, seed } from '../define.js';
import { product, sum } from '../sizes.js';
import { attentionInputs, attentionOutput, checkKeys, headsBatch, projection, projectionParams } from '../families/attention.js';

/** Keras takes 0 for not given. */
const outputAxes = () => ({ ...axes(null), normalise: (v: Maybe): Maybe => (v === 0 ? null : v) });
const features = (shape: readonly Dim[] | null): Dim => shape?.at(-1) ?? null;

export default defineLayer({
  type: 'MultiHeadAttention',
  summary: 'Lets every step look at all others, with several heads.',
  freesWeights: true,
  builds: ['Softmax', 'Dropout'],
  callParameters: ['query', 'value', 'key', 'queryMask', 'valueMask', 'keyMask', 'attentionMask', 'returnAttentionScores', 'training', 'useCausalMask'],
  params: {
    numHeads: int(), keyDim: int(), valueDim: optionalInt(), dropout: float(0), useBias: flag(true), outputShape: outputAxes(), attentionAxes: inert(null), slidingWindow: optionalInt(), flashAttention: inert(null),
    ...projectionParams(), seed: seed(),
  },
  infer({ outputShape, numHeads, dropout }, inputs, context) {
    const all = attentionInputs('MultiHeadAttention', inputs, context);
    checkKeys('MultiHeadAttention', all);
    const { query: { shape }, key } = all;
    const last = outputShape === undefined || outputShape?.length === 0 ? [features(shape)] : outputShape;
    // Of tensors of a model Keras says that the scores are as wide as high, whatever the keys' number.
    const batch = headsBatch('MultiHeadAttention', all, dropout, context);
    const scores = shape && [batch, numHeads, shape[1] ?? null, (context.computed ? key.shape : shape)?.[1] ?? null];
    return attentionOutput(shape && last && [batch, ...shape.slice(1, -1), ...last], scores, all, context);
  },
  weights(p, _, context, inputs) {
    const { query, value, key } = attentionInputs('MultiHeadAttention', inputs, context);
    const heads = (size: Dim): readonly Dim[] => [p.numHeads, size];
    const valueDim = p.valueDim === undefined ? p.keyDim : p.valueDim;
    const outputs = p.outputShape === undefined || p.outputShape?.length === 0 ? [features(query.shape)] : (p.outputShape ?? [null]);
    return [
      ...projection(p, 'query', [features(query.shape), ...heads(p.keyDim)], heads(p.keyDim)),
      ...projection(p, 'key', [features(key.shape), ...heads(p.keyDim)], heads(p.keyDim)),
      ...(p.useGate ? projection(p, 'gate', [features(query.shape), ...heads(valueDim)], heads(valueDim)) : []),
      ...projection(p, 'value', [features(value.shape), ...heads(valueDim)], heads(valueDim)),
      ...projection(p, 'attention_output', [...heads(valueDim), ...outputs], outputs),
    ];
  },
  work({ numHeads, keyDim, valueDim }, { inputs: [query, value, key = value], sizes }) {
    if (!query || !value || !key) return null;
    const [tq, tv, tk] = [query, value, key].map((shape) => product(shape.slice(0, -1))) as [Dim, Dim, Dim];
    const size = (name: string): Dim => sizes[`${name}/kernel`] ?? 0;
    const projections = sum([product([sum([size('query'), size('gate'), size('attention_output')]), tq]), product([size('key'), tk]), product([size('value'), tv])]);
    return sum([projections, product([numHeads, tq, tk, sum([keyDim, valueDim === undefined ? keyDim : valueDim])])]);
  },
  reach: () => 'all',
});

import { showShape } from '../../graph/tensors.js';
import type { Dim } from '../../graph/types.js';
import { defineLayer, flag, float, inert, int, optionalInt, reject, seed } from '../define.js';
import { product, sum } from '../sizes.js';
import { attentionInputs, attentionOutput, checkKeys, headsBatch, projection, projectionParams } from '../families/attention.js';

const features = (shape: readonly Dim[] | null): Dim => shape?.at(-1) ?? null;

export default defineLayer({
  type: 'GroupedQueryAttention',
  summary: 'Multi-head attention whose query heads share keys and values in groups.',
  aliases: ['GroupQueryAttention'],
  freesWeights: true,
  builds: ['Softmax', 'Dropout'],
  callParameters: ['query', 'value', 'key', 'queryMask', 'valueMask', 'keyMask', 'attentionMask', 'returnAttentionScores', 'training', 'useCausalMask'],
  params: {
    headDim: int(), numQueryHeads: int(), numKeyValueHeads: int(), dropout: float(0), useBias: flag(true), slidingWindow: optionalInt(), flashAttention: inert(null), ...projectionParams(), seed: seed(),
  },
  check({ numQueryHeads: queries, numKeyValueHeads: keys }) {
    if (queries !== null && keys !== null && queries % keys !== 0) reject('groups-mismatch', `GroupedQueryAttention's num_query_heads must be a multiple of num_key_value_heads, but ${queries} is none of ${keys}. Change one of them.`, 'num_query_heads');
  },
  infer({ numQueryHeads, dropout }, inputs, context) {
    const all = attentionInputs('GroupedQueryAttention', inputs, context);
    const { query, value, key } = all;
    if (query.shape && value.shape && !query.loss && !value.loss && features(query.shape) !== features(value.shape)) {
      reject('merge-shape-mismatch', `GroupedQueryAttention's query and value must have the same last axis, but got ${showShape(query.shape)} and ${showShape(value.shape)}. Project one of them first.`);
    }
    checkKeys('GroupedQueryAttention', all);
    const batch = headsBatch('GroupedQueryAttention', all, dropout, context);
    return attentionOutput(query.shape && [batch, ...query.shape.slice(1)], query.shape && [batch, numQueryHeads, query.shape[1] ?? null, key.shape?.[1] ?? null], all, context);
  },
  weights(p, _, context, inputs) {
    const { query, value, key } = attentionInputs('GroupedQueryAttention', inputs, context);
    const [queries, keys] = [[p.numQueryHeads, p.headDim], [p.numKeyValueHeads, p.headDim]];
    return [
      ...projection(p, 'query', [features(query.shape), ...queries], queries),
      ...projection(p, 'key', [features(key.shape), ...keys], keys),
      ...(p.useGate ? projection(p, 'gate', [features(query.shape), ...queries], queries) : []),
      ...projection(p, 'value', [features(value.shape), ...keys], keys),
      ...projection(p, 'attention_output', [...queries, features(query.shape)], [features(query.shape)]),
    ];
  },
  work({ numQueryHeads, headDim }, { inputs: [query, value, key = value], sizes }) {
    if (!query || !value || !key) return null;
    const [tq, tv, tk] = [query, value, key].map((shape) => product(shape.slice(0, -1))) as [Dim, Dim, Dim];
    const size = (name: string): Dim => sizes[`${name}/kernel`] ?? 0;
    const projections = sum([product([sum([size('query'), size('gate'), size('attention_output')]), tq]), product([size('key'), tk]), product([size('value'), tv])]);
    return sum([projections, product([2, numQueryHeads, headDim, tq, tk])]);
  },
  reach: () => 'all',
});

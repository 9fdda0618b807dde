import { product, sum } from '../sizes.js';
import { isTensor, isTensorList } from '../../graph/tensors.js';
import { choice, defineLayer, flag, float, reject, seed, weight } from '../define.js';
import { attentionInputs, plainAttention } from '../families/attention.js';
import { ones } from '../initial.js';

export default defineLayer({
  type: 'Attention',
  summary: 'Weighs the steps of a value by how well their keys match a query.',
  callParameters: ['inputs', 'mask', 'training', 'returnAttentionScores', 'useCausalMask'],
  params: { useScale: flag(false), scoreMode: choice(['dot', 'concat'], 'dot'), dropout: float(0), seed: seed() },
  infer(_, inputs, context) {
    if (isTensor(inputs) || (isTensorList(inputs) && (inputs.length < 2 || inputs.length > 3))) {
      reject('input-count', `Attention takes a list of query and value, or of query, value and key, but ${isTensor(inputs) ? 'is called on one tensor' : `got ${inputs.length} tensors`}. Write Attention()([query, value]).`);
    }
    return plainAttention('Attention', attentionInputs('Attention', inputs, context), context);
  },
  weights: ({ useScale, scoreMode }) => [...(useScale ? [weight('scale', [], ones)] : []), ...(scoreMode === 'concat' ? [weight('concat_score_weight', [], ones)] : [])],
  work(_, { inputs: [query, value, key = value] }) {
    const steps = product([query?.at(-2) ?? null, value?.at(-2) ?? null]);
    return product([...(query?.slice(0, -2) ?? [null]), steps, sum([key?.at(-1) ?? null, value?.at(-1) ?? null])]);
  },
  reach: () => 'all',
});

import { product, sum } from '../sizes.js';
import { isTensor, isTensorList } from '../../graph/tensors.js';
import { choice, defineLayer, flag, float, reject, seed, weight } from '../define.js';
import { attentionInputs, plainAttention } from '../families/attention.js';
import { glorotUniform } from '../initial.js';

export default defineLayer({
  type: 'AdditiveAttention',
  summary: 'Weighs the steps of a value by a sum of query and key through tanh.',
  positional: 2,
  callParameters: ['inputs', 'mask', 'training', 'returnAttentionScores', 'useCausalMask'],
  params: { useScale: flag(true), dropout: float(0), scoreMode: choice(['dot', 'concat'], 'dot'), seed: seed() },
  infer(_, inputs, context) {
    if (isTensor(inputs) || (isTensorList(inputs) && (inputs.length < 2 || inputs.length > 3))) {
      reject('input-count', `AdditiveAttention takes a list of query and value, or of query, value and key, but ${isTensor(inputs) ? 'is called on one tensor' : `got ${inputs.length} tensors`}. Write AdditiveAttention()([query, value]).`);
    }
    return plainAttention('AdditiveAttention', attentionInputs('AdditiveAttention', inputs, context), context);
  },
  weights: ({ useScale }, shape) => (useScale ? [weight('scale', [shape.at(-1) ?? null], glorotUniform)] : []),
  work(_, { inputs: [query, value, key = value] }) {
    const steps = product([query?.at(-2) ?? null, value?.at(-2) ?? null]);
    return product([...(query?.slice(0, -2) ?? [null]), steps, sum([key?.at(-1) ?? null, value?.at(-1) ?? null])]);
  },
  reach: () => 'all',
});

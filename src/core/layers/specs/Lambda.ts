import { flatten, unknownTensor } from '../../graph/tensors.js';
import { anything, axes, defineLayer, inert } from '../define.js';

export default defineLayer({
  type: 'Lambda',
  summary: 'Applies a function of yours.',
  callParameters: ['inputs', 'mask', 'training'],
  params: { function: anything(), outputShape: axes(null, { open: true }), mask: inert(null), arguments: inert(null) },
  // What the function returns is for whoever can read it to say; its declared shape, without the batch, holds where there is one.
  infer({ outputShape }, inputs, { compute }) {
    const first = flatten(inputs)[0];
    if (!outputShape) return unknownTensor({ reason: 'What a Lambda returns is not known.', span: null }, compute);
    return { shape: [first?.shape?.[0] ?? null, ...outputShape], dtype: compute };
  },
  reach: () => 'unknown',
});

import { golden } from './golden.js';
import { checkCase, type LayerCase } from './support/layerCases.js';

describe('layers compute what Keras computes', () => {
  for (const sample of golden<{ cases: LayerCase[] }>('layers').cases) {
    for (const mode of ['inference', 'training'] as const) {
      if (sample.modes[mode]) it(`${sample.name}, ${mode}: outputs, gradients, statistics`, () => checkCase(sample, mode));
    }
  }
});

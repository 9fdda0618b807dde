import { defineLayer, float, inert, seed } from '../define.js';

export default defineLayer({
  type: 'Dropout',
  summary: 'Sets a share of the values to zero while training.',
  params: { rate: float(undefined, { min: 0, max: 1, expects: 'a number from 0 to 1' }), noiseShape: inert(null), seed: seed() },
});

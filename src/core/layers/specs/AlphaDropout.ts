import { float, inert, seed } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({
  type: 'AlphaDropout',
  summary: 'Sets a share of the values to a negative limit while training, and keeps mean and variance.',
  params: { rate: float(undefined, { min: 0, max: 1, expects: 'a number from 0 to 1' }), noiseShape: inert(null), seed: seed() },
});

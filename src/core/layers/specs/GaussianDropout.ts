import { float, seed } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({
  type: 'GaussianDropout',
  summary: 'Multiplies the values by random numbers around 1 while training.',
  params: { rate: float(undefined, { min: 0, max: 1, expects: 'a number from 0 to 1' }), seed: seed() },
});

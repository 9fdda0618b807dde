import { float, seed } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({
  type: 'GaussianNoise',
  summary: 'Adds random numbers around 0 while training.',
  params: { stddev: float(undefined, { min: 0, max: 1, expects: 'a number from 0 to 1' }), seed: seed() },
});

import { float } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({
  type: 'LeakyReLU',
  summary: 'Makes negative values small instead of zero.',
  formerly: { alpha: 'negativeSlope' },
  params: { negativeSlope: float(0.3, { min: 0, expects: 'a number of 0 or more' }) },
});

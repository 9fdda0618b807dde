import { float } from '../define.js';
import { unchanged } from '../families/unchanged.js';

const positive = { min: 0, expects: 'a number of 0 or more' };

export default unchanged({
  type: 'ReLU',
  summary: 'Sets negative values to zero.',
  params: { maxValue: float(null, positive), negativeSlope: float(0, positive), threshold: float(0, positive) },
});

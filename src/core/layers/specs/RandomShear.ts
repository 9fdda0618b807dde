import { choice, dataFormat, float, seed } from '../define.js';
import { augmentation, factor } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomShear',
  summary: 'Slants images at random.',
  params: { xFactor: factor([0, 1], 0), yFactor: factor([0, 1], 0), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), fillMode: choice(['reflect', 'wrap', 'constant', 'nearest'], 'reflect'), fillValue: float(0), dataFormat: dataFormat(), seed: seed() },
});

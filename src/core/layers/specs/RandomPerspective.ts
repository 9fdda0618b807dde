import { choice, dataFormat, float, seed } from '../define.js';
import { augmentation, factor } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomPerspective',
  summary: 'Tilts images at random.',
  params: { factor: factor([0, 1], 1), scale: float(1, { min: 0, max: 1, expects: 'a number from 0 to 1' }), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), fillValue: float(0), seed: seed(), dataFormat: dataFormat() },
});

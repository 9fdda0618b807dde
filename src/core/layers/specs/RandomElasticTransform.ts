import { choice, dataFormat, float, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomElasticTransform',
  summary: 'Bends images at random.',
  params: { factor: factor([0, 1], 1), scale: factor([0, 1], 1), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), fillMode: choice(['reflect', 'wrap', 'constant', 'nearest'], 'reflect'), fillValue: float(0), valueRange: valueRange(), seed: seed(), dataFormat: dataFormat() },
});

import { choice, dataFormat, float, seed } from '../define.js';
import { augmentation, factor } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomRotation',
  summary: 'Turns images by a random angle.',
  params: { factor: factor([-1, 1]), fillMode: choice(['reflect', 'wrap', 'constant', 'nearest'], 'reflect'), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), seed: seed(), fillValue: float(0), dataFormat: dataFormat() },
});

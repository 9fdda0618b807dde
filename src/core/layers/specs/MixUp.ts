import { dataFormat, float, seed } from '../define.js';
import { augmentation } from '../families/augmentation.js';

export default augmentation({
  type: 'MixUp',
  summary: 'Blends pairs of images and of their labels.',
  params: { alpha: float(0.2), dataFormat: dataFormat(), seed: seed() },
});

import { seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomContrast',
  summary: 'Changes the contrast of images at random.',
  params: { factor: factor([0, 1]), valueRange: valueRange(), seed: seed() },
});

import { seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomBrightness',
  summary: 'Makes images lighter or darker at random.',
  params: { factor: factor([-1, 1]), valueRange: valueRange(), seed: seed() },
});

import { dataFormat, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomPosterization',
  summary: 'Reduces the number of shades at random.',
  params: { factor: factor([1, 8]), valueRange: valueRange(), dataFormat: dataFormat(), seed: seed() },
});

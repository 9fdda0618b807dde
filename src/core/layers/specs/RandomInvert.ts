import { dataFormat, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomInvert',
  summary: 'Turns images into negatives at random.',
  params: { factor: factor([0, 1], 1), valueRange: valueRange(), seed: seed(), dataFormat: dataFormat() },
});

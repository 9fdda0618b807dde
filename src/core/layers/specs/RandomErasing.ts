import { dataFormat, inert, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomErasing',
  summary: 'Blanks out a random rectangle of images.',
  params: { factor: factor([0, 1], 1), scale: factor([0, 1], [0.02, 0.33]), fillValue: inert(null), valueRange: valueRange(), seed: seed(), dataFormat: dataFormat() },
});

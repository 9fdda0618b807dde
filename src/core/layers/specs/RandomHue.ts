import { dataFormat, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomHue',
  summary: 'Turns the hue of images at random.',
  params: { factor: factor([0, 1]), valueRange: valueRange(), dataFormat: dataFormat(), seed: seed() },
});

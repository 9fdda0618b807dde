import { dataFormat, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomSaturation',
  summary: 'Changes the saturation of images at random.',
  params: { factor: factor([-1, 1]), valueRange: valueRange(), dataFormat: dataFormat(), seed: seed() },
});

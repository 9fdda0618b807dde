import { augmentation, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'AutoContrast',
  summary: 'Stretches the values of an image over the whole range.',
  params: { valueRange: valueRange() },
});

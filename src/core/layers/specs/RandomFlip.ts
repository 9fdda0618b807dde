import { dataFormat, inert, seed } from '../define.js';
import { augmentation } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomFlip',
  summary: 'Mirrors images at random.',
  params: { mode: inert('horizontal_and_vertical'), seed: seed(), dataFormat: dataFormat() },
});

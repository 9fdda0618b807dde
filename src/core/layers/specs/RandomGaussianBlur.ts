import { dataFormat, inert, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomGaussianBlur',
  summary: 'Blurs images at random.',
  params: { factor: factor([0, 1], 1), kernelSize: inert(3), sigma: inert(1), valueRange: valueRange(), dataFormat: dataFormat(), seed: seed() },
});

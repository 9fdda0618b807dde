import { dataFormat, float, seed } from '../define.js';
import { augmentation } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomGrayscale',
  summary: 'Takes the colour out of images at random.',
  outputDtype: 'input',
  params: { factor: float(0.5, { min: 0, max: 1, expects: 'a number from 0 to 1' }), dataFormat: dataFormat(), seed: seed() },
});

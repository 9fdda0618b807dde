import { choice, dataFormat, inert, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandAugment',
  summary: 'Applies a few random changes to an image.',
  constructs: ['RandomShear', 'RandomTranslation', 'RandomRotation', 'RandomBrightness', 'RandomColorDegeneration', 'RandomContrast', 'RandomSharpness', 'Solarization', 'RandomPosterization', 'AutoContrast', 'Equalization'],
  params: { valueRange: valueRange(), numOps: inert(2), factor: factor([0, 1], 0.5), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), seed: seed(), dataFormat: dataFormat() },
});

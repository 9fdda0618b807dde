import { choice, dataFormat, flag, inert, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'AugMix',
  summary: 'Mixes several chains of random changes of an image.',
  constructs: ({ allOps }) => ['RandomShear', 'RandomTranslation', 'RandomRotation', 'Solarization', 'RandomPosterization', 'AutoContrast', 'Equalization', ...(allOps ? ['RandomBrightness', 'RandomColorDegeneration', 'RandomContrast', 'RandomSharpness'] : [])],
  params: { valueRange: valueRange(), numChains: inert(3), chainDepth: inert(3), factor: factor([0, 1], 0.3), alpha: inert(1), allOps: flag(true), interpolation: choice(['nearest', 'bilinear'], 'bilinear'), seed: seed(), dataFormat: dataFormat() },
});

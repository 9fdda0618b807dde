import { dataFormat, seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomColorJitter',
  summary: 'Changes brightness, contrast, saturation and hue at random.',
  constructs: ({ brightnessFactor, contrastFactor, saturationFactor, hueFactor }) => [
    ...(brightnessFactor === null ? [] : ['RandomBrightness']), ...(contrastFactor === null ? [] : ['RandomContrast']),
    ...(saturationFactor === null ? [] : ['RandomSaturation']), ...(hueFactor === null ? [] : ['RandomHue']),
  ],
  params: { valueRange: valueRange(), brightnessFactor: factor([-1, 1], null), contrastFactor: factor([0, 1], null), saturationFactor: factor([-1, 1], null), hueFactor: factor([0, 1], null), seed: seed(), dataFormat: dataFormat() },
});

import { dataFormat, inert, seed } from '../define.js';
import { augmentation, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'RandomColorJitter',
  summary: 'Changes brightness, contrast, saturation and hue at random.',
  constructs: ({ brightnessFactor, contrastFactor, saturationFactor, hueFactor }) => [
    ...(brightnessFactor === null ? [] : ['RandomBrightness']), ...(contrastFactor === null ? [] : ['RandomContrast']),
    ...(saturationFactor === null ? [] : ['RandomSaturation']), ...(hueFactor === null ? [] : ['RandomHue']),
  ],
  params: { valueRange: valueRange(), brightnessFactor: inert(null), contrastFactor: inert(null), saturationFactor: inert(null), hueFactor: inert(null), seed: seed(), dataFormat: dataFormat() },
});

import { dataFormat, seed } from '../define.js';
import { augmentation, factor } from '../families/augmentation.js';

export default augmentation({
  type: 'CutMix',
  summary: 'Pastes a part of one image into another, and mixes their labels.',
  params: { factor: factor([0, 1], 1), seed: seed(), dataFormat: dataFormat() },
});

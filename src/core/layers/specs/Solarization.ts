import { seed } from '../define.js';
import { augmentation, factor, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'Solarization',
  summary: 'Inverts the values above a threshold.',
  params: { additionFactor: factor([0, 1], 0), thresholdFactor: factor([0, 1], 0), valueRange: valueRange(), seed: seed() },
});

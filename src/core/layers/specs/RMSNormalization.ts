import { axes, defineLayer, float, weight } from '../define.js';
import { demandLengths, normalisedShape } from '../families/normalization.js';
import { ones } from '../initial.js';

export default defineLayer({
  type: 'RMSNormalization',
  summary: 'Divides by the root mean square, then scales.',
  callParameters: ['x'],
  params: { axis: axes(-1), epsilon: float(1e-6) },
  outputShape({ axis }, shape, { lost }) {
    normalisedShape('RMSNormalization', axis, shape);
    demandLengths('RMSNormalization', axis, shape, lost);
    return shape;
  },
  weights: ({ axis }, shape) => [weight('scale', normalisedShape('RMSNormalization', axis, shape), ones)],
});

import { axes, defineLayer } from '../define.js';
import { normalisedShape } from '../families/normalization.js';

export default defineLayer({
  type: 'UnitNormalization',
  summary: 'Scales each vector to length 1.',
  params: { axis: axes(-1) },
  outputShape({ axis }, shape) {
    normalisedShape('UnitNormalization', axis, shape);
    return shape;
  },
});

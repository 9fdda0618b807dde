import { dataFormat, defineLayer } from '../define.js';
import { margins, pad } from '../families/padding.js';

export default defineLayer({
  type: 'ZeroPadding3D',
  summary: 'Adds zeros around a volume.',
  rank: 5,
  params: { padding: margins(3, [[1, 1], [1, 1], [1, 1]]), dataFormat: dataFormat() },
  outputShape: ({ padding, dataFormat: format }, shape) => pad(shape, padding, format),
});

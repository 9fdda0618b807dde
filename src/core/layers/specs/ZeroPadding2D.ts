import { dataFormat, defineLayer } from '../define.js';
import { margins, pad } from '../families/padding.js';

export default defineLayer({
  type: 'ZeroPadding2D',
  summary: 'Adds zeros around an image.',
  rank: 4,
  params: { padding: margins(2, [[1, 1], [1, 1]]), dataFormat: dataFormat() },
  outputShape: ({ padding, dataFormat: format }, shape) => pad(shape, padding, format),
});

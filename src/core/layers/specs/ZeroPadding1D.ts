import { dataFormat, defineLayer } from '../define.js';
import { margin, pad } from '../families/padding.js';

export default defineLayer({
  type: 'ZeroPadding1D',
  summary: 'Adds zeros to both ends of a sequence.',
  rank: 3,
  params: { padding: margin([1, 1]), dataFormat: dataFormat() },
  outputShape: ({ padding, dataFormat: format }, shape) => pad(shape, padding, format),
});

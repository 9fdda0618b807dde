import { dataFormat, defineLayer } from '../define.js';
import { product } from '../sizes.js';

export default defineLayer({
  type: 'Flatten',
  summary: 'Lays all axes but the batch out in one.',
  minRank: 1,
  outputDtype: 'input',
  params: { dataFormat: dataFormat() },
  outputShape: (_, [batch = null, ...rest]) => [batch, product(rest)],
});

import { defineLayer, int } from '../define.js';
import { times } from '../families/convolution.js';

export default defineLayer({
  type: 'UpSampling1D',
  summary: 'Repeats each step of a sequence.',
  rank: 3,
  params: { size: int(2) },
  outputShape: ({ size }, [batch = null, length = null, channels = null]) => [batch, times(length, size), channels],
  reach: ({ size }) => ({ first: 1, window: [1], stride: [size], spreads: true }),
});

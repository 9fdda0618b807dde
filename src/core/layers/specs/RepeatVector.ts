import { defineLayer, int } from '../define.js';

export default defineLayer({
  type: 'RepeatVector',
  summary: 'Repeats a vector as the steps of a sequence.',
  rank: 2,
  params: { n: int() },
  outputShape: ({ n }, [batch = null, length = null]) => [batch, n, length],
});

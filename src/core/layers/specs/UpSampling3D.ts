import { dataFormat, defineLayer, tuple } from '../define.js';
import { times } from '../families/convolution.js';
import { firstSpatial } from '../windows.js';

export default defineLayer({
  type: 'UpSampling3D',
  summary: 'Makes a volume larger by repeating its values.',
  rank: 5,
  params: { size: tuple(3, [2, 2, 2]), dataFormat: dataFormat() },
  outputShape({ size, dataFormat: format }, shape) {
    const start = firstSpatial(format);
    return shape.map((length, i) => (i - start in size ? times(length, size[i - start] ?? null) : length));
  },
  reach: ({ size, dataFormat: format }) => ({ first: firstSpatial(format), window: size.map(() => 1), stride: size, spreads: true }),
});

import { dataFormat, defineLayer, inert, tuple } from '../define.js';
import { times } from '../families/convolution.js';
import { firstSpatial } from '../windows.js';

export default defineLayer({
  type: 'UpSampling2D',
  summary: 'Makes an image larger by repeating or interpolating its values.',
  rank: 4,
  params: { size: tuple(2, [2, 2]), dataFormat: dataFormat(), interpolation: inert('nearest') },
  outputShape({ size, dataFormat: format }, shape) {
    const start = firstSpatial(format);
    return shape.map((length, i) => (i - start in size ? times(length, size[i - start] ?? null) : length));
  },
  reach: ({ size, dataFormat: format }) => ({ first: firstSpatial(format), window: size.map(() => 1), stride: size, spreads: true }),
});

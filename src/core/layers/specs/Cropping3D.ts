import { dataFormat, defineLayer } from '../define.js';
import { crop, margins } from '../families/padding.js';

export default defineLayer({
  type: 'Cropping3D',
  summary: 'Cuts the borders off a volume.',
  rank: 5,
  params: { cropping: margins(3, [[1, 1], [1, 1], [1, 1]]), dataFormat: dataFormat() },
  outputShape: ({ cropping, dataFormat: format }, shape) => crop('Cropping3D', shape, cropping, format),
});

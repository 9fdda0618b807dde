import { dataFormat, defineLayer } from '../define.js';
import { crop, margins } from '../families/padding.js';

export default defineLayer({
  type: 'Cropping2D',
  summary: 'Cuts the borders off an image.',
  rank: 4,
  params: { cropping: margins(2, [[0, 0], [0, 0]]), dataFormat: dataFormat() },
  outputShape: ({ cropping, dataFormat: format }, shape) => crop('Cropping2D', shape, cropping, format),
});

import { defineLayer } from '../define.js';
import { crop, margin } from '../families/padding.js';

export default defineLayer({
  type: 'Cropping1D',
  summary: 'Cuts steps off both ends of a sequence.',
  rank: 3,
  params: { cropping: margin([1, 1]) },
  outputShape: ({ cropping }, shape) => crop('Cropping1D', shape, cropping, 'channels_last'),
});

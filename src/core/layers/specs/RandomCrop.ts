import { dataFormat, defineLayer, inert, int, seed } from '../define.js';
import { resized } from '../families/resizing.js';

export default defineLayer({
  type: 'RandomCrop',
  summary: 'Cuts a random part out of images.',
  positional: 5,
  callParameters: ['data', 'training'],
  params: { height: int(undefined, { min: -Infinity }), width: int(undefined, { min: -Infinity }), seed: seed(), dataFormat: dataFormat(), name: inert(null), boundingBoxFormat: inert(null) },
  infer: ({ height, width, dataFormat: format }, inputs, { compute }) => resized('RandomCrop', inputs, height, width, format, compute),
  reach: () => 'unknown',
});

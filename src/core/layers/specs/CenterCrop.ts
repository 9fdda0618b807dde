import { dataFormat, defineLayer, inert, int } from '../define.js';
import { resized } from '../families/resizing.js';

export default defineLayer({
  type: 'CenterCrop',
  summary: 'Cuts the middle out of images.',
  positional: 3,
  callParameters: ['data', 'training'],
  params: { height: int(undefined, { min: -Infinity }), width: int(undefined, { min: -Infinity }), dataFormat: dataFormat(), boundingBoxFormat: inert(null) },
  infer: ({ height, width, dataFormat: format }, inputs, { compute }) => resized('CenterCrop', inputs, height, width, format, compute),
  reach: () => 'unknown',
});

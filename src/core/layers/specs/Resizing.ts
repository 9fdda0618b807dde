import { dataFormat, defineLayer, flag, inert, int } from '../define.js';
import { resized } from '../families/resizing.js';

export default defineLayer({
  type: 'Resizing',
  summary: 'Scales images to one size.',
  positional: 9,
  callParameters: ['data', 'training'],
  params: { height: int(undefined, { min: -Infinity }), width: int(undefined, { min: -Infinity }), interpolation: inert('bilinear'), cropToAspectRatio: flag(false), padToAspectRatio: flag(false), fillMode: inert('constant'), fillValue: inert(0), antialias: flag(false), dataFormat: dataFormat(), boundingBoxFormat: inert(null) },
  infer: ({ height, width, dataFormat: format }, inputs, { compute }) => resized('Resizing', inputs, height, width, format, compute),
  reach: () => 'unknown',
});

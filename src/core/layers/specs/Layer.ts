import { unknownTensor } from '../../graph/tensors.js';
import { defineLayer } from '../define.js';

export default defineLayer({
  type: 'Layer',
  summary: 'The base of all layers; it computes nothing itself.',
  params: {},
  infer: (_, __, { compute }) => unknownTensor({ reason: 'The base class Layer computes nothing.', span: null }, compute),
  reach: () => 'unknown',
});

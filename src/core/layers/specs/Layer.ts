import { defineLayer, reject } from '../define.js';

export default defineLayer({
  type: 'Layer',
  summary: 'The base of all layers; it computes nothing itself.',
  params: {},
  infer: () => reject('not-callable', 'Layer itself computes nothing and cannot be called. Write layers.Identity() to pass a tensor on, or call a class derived from Layer.'),
  reach: () => 'unknown',
});

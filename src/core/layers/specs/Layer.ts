import { defineLayer, reject } from '../define.js';

export default defineLayer({
  type: 'Layer',
  summary: 'The base of all layers; it computes nothing itself.',
  params: {},
  infer: () => reject('not-callable', 'Layer itself computes nothing and cannot be called. Call a class derived from it.'),
  reach: () => 'unknown',
});

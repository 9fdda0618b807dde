import { defineLayer, reject } from '../define.js';
import { layerParam } from '../sublayers.js';

export default defineLayer({
  type: 'Wrapper',
  summary: 'The base of layers that change what another layer does.',
  freesWeights: true,
  params: { layer: layerParam() },
  infer: () => reject('not-callable', 'Wrapper itself computes nothing and cannot be called. Call a class derived from it, or the wrapped layer.'),
  children: ({ layer }) => (layer ? [layer] : []),
  reach: () => 'unknown',
});

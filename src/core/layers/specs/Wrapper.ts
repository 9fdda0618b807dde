import { unknownTensor } from '../../graph/tensors.js';
import { defineLayer } from '../define.js';
import { layerParam } from '../sublayers.js';

export default defineLayer({
  type: 'Wrapper',
  summary: 'The base of layers that change what another layer does.',
  freesWeights: true,
  params: { layer: layerParam() },
  infer: ({ layer }, inputs, { compute }) => layer?.infer(inputs) ?? unknownTensor({ reason: 'The wrapped layer is not known.', span: null }, compute),
  children: ({ layer }) => (layer ? [layer] : []),
  reach: () => 'unknown',
});

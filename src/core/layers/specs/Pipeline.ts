import type { InfoTree } from '../../graph/tensors.js';
import { unknownTensor } from '../../graph/tensors.js';
import { defineLayer, inert } from '../define.js';
import { layersParam } from '../sublayers.js';

export default defineLayer({
  type: 'Pipeline',
  summary: 'Applies preprocessing layers one after another.',
  callParameters: ['inputs', 'training', 'mask'],
  acceptsBase: false,
  freesWeights: true,
  params: { layers: layersParam(), name: inert(null) },
  infer: ({ layers }, inputs, { compute }) => layers?.reduce<InfoTree>((x, layer) => layer.infer(x), inputs) ?? unknownTensor({ reason: 'The layers of a Pipeline are not known.', span: null }, compute),
  children: ({ layers }) => layers ?? [],
});

import { type InfoTree, type SubLayer, flatten, isTensor, isTensorList, unknownTensor } from '../../graph/tensors.js';
import type { TensorInfo } from '../../graph/types.js';
import { inert, defineLayer, optionalChoice, reject } from '../define.js';
import { times } from '../families/convolution.js';
import { layerParam, optionalLayer } from '../sublayers.js';

const renamed = (layer: SubLayer, direction: 'forward_' | 'backward_'): string => `${direction}${layer.name.startsWith(direction) ? layer.name.slice(direction.length) : layer.name}`;

export default defineLayer({
  type: 'Bidirectional',
  summary: 'Reads a sequence from both ends with a recurrent layer each.',
  freesWeights: true,
  callParameters: ['sequences', 'initialState', 'mask', 'training'],
  params: { layer: layerParam('a recurrent layer'), mergeMode: optionalChoice(['concat', 'sum', 'mul', 'ave'], 'concat'), weights: inert(null), backwardLayer: optionalLayer() },
  // Keras rebuilds the given layer from its configuration, once for each direction.
  prepare(p) {
    if (!p.layer) return p;
    const backwardLayer = p.backwardLayer === undefined ? p.layer.copy(renamed(p.layer, 'backward_'), { goBackwards: true }) : p.backwardLayer;
    return Object.assign(Object.create(p) as typeof p, { layer: p.layer.copy(renamed(p.layer, 'forward_')), backwardLayer });
  },
  check({ layer, backwardLayer }) {
    if (layer && backwardLayer && typeof layer.values.goBackwards === 'boolean' && layer.values.goBackwards === backwardLayer.values.goBackwards) {
      reject('argument-choice', `Bidirectional's two layers must read in different directions, but both have go_backwards=${layer.values.goBackwards ? 'True' : 'False'}. Set go_backwards=True on backward_layer only.`, 'backward_layer');
    }
  },
  infer({ layer, mergeMode, backwardLayer }, inputs, { compute }) {
    if (!layer || !backwardLayer) return unknownTensor({ reason: 'The layer inside Bidirectional is not known.', span: null }, compute);
    const forward = layer.infer(inputs);
    backwardLayer.infer(inputs);
    const [output, ...states] = isTensorList(forward) && !isTensor(forward) ? forward : [forward];
    const merged = merge(flatten(output!)[0]!, mergeMode);
    const both: readonly InfoTree[] = [...states, ...states];
    return both.length > 0 ? [...(Array.isArray(merged) ? (merged as readonly InfoTree[]) : [merged]), ...both] : merged;
  },
  children: ({ layer, backwardLayer }) => [layer, backwardLayer].filter((l): l is SubLayer => l instanceof Object),
  reach: () => 'all',
});

function merge(output: TensorInfo, mode: string | undefined): InfoTree {
  if (mode === undefined) return [output, output];
  return mode === 'concat' && output.shape ? { ...output, shape: [...output.shape.slice(0, -1), times(output.shape.at(-1) ?? null, 2)] } : output;
}

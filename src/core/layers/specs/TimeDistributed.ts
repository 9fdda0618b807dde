import { flatten, isTensor } from '../../graph/tensors.js';
import { defineLayer, rankMismatch, singleTensor } from '../define.js';
import { layerParam } from '../sublayers.js';

export default defineLayer({
  type: 'TimeDistributed',
  summary: 'Applies a layer to every step of a sequence.',
  callParameters: ['inputs', 'training', 'mask'],
  freesWeights: true,
  params: { layer: layerParam() },
  infer({ layer }, inputs, { compute, lost }) {
    const { shape, dtype, loss } = singleTensor('TimeDistributed', inputs);
    const why = loss ?? { reason: 'The layer inside TimeDistributed is not known.', span: null };
    if (shape && shape.length < 3) rankMismatch('TimeDistributed', 'at least 3 axes (batch, steps, ...)', shape);
    const step = layer?.infer({ shape: shape && [shape[0] ?? null, ...shape.slice(2)], dtype, ...(loss ? { loss } : {}) });
    const result = step && (isTensor(step) ? step : flatten(step)[0]);
    if (!result?.shape) return { shape: null, dtype: compute, loss: result?.loss ?? why };
    const whole = [result.shape[0] ?? null, shape?.[1] ?? null, ...result.shape.slice(1)];
    const hidden = result.loss ?? (lost || !shape ? loss : undefined);
    return hidden && whole.indexOf(null, 1) > 0 ? { shape: whole, dtype: compute, loss: hidden } : { shape: whole, dtype: compute };
  },
  children: ({ layer }) => (layer ? [layer] : []),
  reach: () => 'unknown',
});

import { mapTensors, showShape } from '../../graph/tensors.js';
import { dataFormat, defineLayer, inert, rankMismatch, reject, seed } from '../define.js';
import { factor, valueRange } from '../families/augmentation.js';

export default defineLayer({
  type: 'RandomColorDegeneration',
  summary: 'Fades the colours of images at random.',
  positional: 4,
  callParameters: ['data', 'training'],
  params: { factor: factor([-1, 1]), valueRange: valueRange(), dataFormat: dataFormat(), seed: seed(), boundingBoxFormat: inert(null) },
  infer({ dataFormat: format }, inputs, { compute }) {
    return mapTensors(inputs, ({ shape, loss }) => {
      if (shape && shape.length !== 3 && shape.length !== 4) rankMismatch('RandomColorDegeneration', '4 axes (batch, height, width, channels), or 3 without the batch', shape);
      const channels = shape?.at(format === 'channels_first' ? -3 : -1) ?? null;
      if (channels !== null && channels !== 3) reject('channels-mismatch', `RandomColorDegeneration takes images of 3 channels, but its input ${showShape(shape)} has ${channels}. Apply it to colour images only.`);
      return loss ? { shape, dtype: compute, loss } : { shape, dtype: compute };
    });
  },
});

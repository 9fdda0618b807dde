import { type InfoTree, isTensor, isTensorList } from '../../graph/tensors.js';
import type { Dim, Dtype, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { DataFormat } from '../params.js';
import { rankMismatch } from '../define.js';

/** Images of another height and width: a tensor with or without batch, or a dict whose `images` and masks change. */
export function resized(type: string, inputs: InfoTree, height: Dim, width: Dim, format: DataFormat, compute: Dtype): InfoTree {
  if (inputs instanceof Unknown) return { shape: [null, ...(format === 'channels_first' ? [null, height, width] : [height, width, null])], dtype: compute, loss: inputs.loss };
  if (isTensor(inputs)) return image(type, inputs, height, width, format, compute);
  if (isTensorList(inputs)) return inputs.map((item) => resized(type, item, height, width, format, compute));
  return Object.fromEntries(Object.entries(inputs).map(([key, item]) => [key, key === 'images' || key === 'segmentation_masks' ? resized(type, item, height, width, format, compute) : item]));
}

function image(type: string, { shape, loss }: TensorInfo, height: Dim, width: Dim, format: DataFormat, dtype: Dtype): TensorInfo {
  if (shape === null) return loss ? { shape, dtype, loss } : { shape, dtype };
  if (type === 'CenterCrop' && shape.length !== 3 && shape.length !== 4) rankMismatch(type, '4 axes (batch, height, width, channels), or 3 without the batch', shape);
  // Keras's Resizing counts axes from the front, its RandomCrop from the back; on images both mean the same.
  const first = type === 'RandomCrop' ? shape.length - (format === 'channels_first' ? 2 : 3) : (shape.length === 4 ? 1 : 0) + (format === 'channels_first' ? 1 : 0);
  const result = shape.map((d, i) => (i === first ? height : i === first + 1 ? width : d));
  return loss && result.indexOf(null, 1) > 0 ? { shape: result, dtype, loss } : { shape: result, dtype };
}

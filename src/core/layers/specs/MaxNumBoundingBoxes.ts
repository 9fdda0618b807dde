import { type InfoTree, isTensor, isTensorList } from '../../graph/tensors.js';
import type { Dim, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import { type Param, defineLayer, float, inert, reject } from '../define.js';

const isDict = (tree: InfoTree | undefined): tree is { readonly [key: string]: InfoTree } => tree !== undefined && !(tree instanceof Unknown) && !isTensor(tree) && !isTensorList(tree);

/** Keras takes `int()` of what it is given. */
function count(): Param<Dim> {
  const number = float();
  return { ...number, inert: false, read: (v) => (typeof v === 'number' ? Math.trunc(v) : null) };
}

export default defineLayer({
  type: 'MaxNumBoundingBoxes',
  summary: 'Pads or cuts the bounding boxes of each image to one number.',
  positional: 2,
  callParameters: ['data', 'training'],
  params: { maxNumber: count(), fillValue: inert(-1), boundingBoxFormat: inert(null) },
  infer({ maxNumber }, inputs) {
    if (maxNumber !== null && maxNumber < 0) reject('negative-length', `MaxNumBoundingBoxes's max_number must be 0 or more, but found ${maxNumber}. Change the value.`, 'max_number');
    if (!isDict(inputs) || !isDict(inputs.bounding_boxes)) return inputs;
    const boxes = Object.fromEntries(Object.entries(inputs.bounding_boxes).map(([key, item]) => [key, isTensor(item) && item.shape ? withLength(item, maxNumber) : item]));
    return { ...inputs, bounding_boxes: boxes };
  },
});

const withLength = ({ shape, dtype }: TensorInfo, length: Dim): TensorInfo => ({ shape: shape!.map((d, i) => (i === 1 ? length : d)), dtype });

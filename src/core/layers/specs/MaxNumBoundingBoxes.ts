import { type InfoTree, isTensor, isTensorList } from '../../graph/tensors.js';
import type { Dim, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import { defineLayer, inert, int } from '../define.js';

const isDict = (tree: InfoTree | undefined): tree is { readonly [key: string]: InfoTree } => tree !== undefined && !(tree instanceof Unknown) && !isTensor(tree) && !isTensorList(tree);

export default defineLayer({
  type: 'MaxNumBoundingBoxes',
  summary: 'Pads or cuts the bounding boxes of each image to one number.',
  positional: 2,
  callParameters: ['data', 'training'],
  params: { maxNumber: int(undefined, { min: -Infinity, expects: 'an integer' }), fillValue: int(-1, { min: -Infinity }), boundingBoxFormat: inert(null) },
  infer({ maxNumber }, inputs) {
    if (!isDict(inputs) || !isDict(inputs.bounding_boxes)) return inputs;
    const boxes = Object.fromEntries(Object.entries(inputs.bounding_boxes).map(([key, item]) => [key, isTensor(item) && item.shape ? withLength(item, maxNumber) : item]));
    return { ...inputs, bounding_boxes: boxes };
  },
});

const withLength = ({ shape, dtype }: TensorInfo, length: Dim): TensorInfo => ({ shape: shape!.map((d, i) => (i === 1 ? length : d)), dtype });

import type { ClipByValueAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { unary } from '../elementwise.js';

export default unary(
  (graph, x, node) => {
    const { clipValueMin, clipValueMax } = attributesOf<ClipByValueAttrs>(node);
    const bound = (value: number): string => graph.scalar(value, node.output.dtype);
    return graph.op('Clip', [x, bound(clipValueMin), bound(clipValueMax)]);
  },
  { anyType: true },
);

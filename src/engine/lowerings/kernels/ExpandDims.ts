import type { ExpandDimsAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitReshape } from '../reshape.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['input']!;
    const { dim } = attributesOf<ExpandDimsAttrs>(call);
    const place = dim < 0 ? shape.length + 1 + dim : dim;
    return { shape: [...shape.slice(0, place), 1, ...shape.slice(place)], dtype };
  },
  lower: (node, graph) => emitReshape(graph, node),
});

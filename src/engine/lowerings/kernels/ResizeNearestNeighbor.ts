import type { ResizeNearestNeighborAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitResize } from '../resize.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['images']!;
    const [height, width] = attributesOf<ResizeNearestNeighborAttrs>(call).size;
    return { shape: [shape[0]!, height, width, shape[3]!], dtype };
  },
  lower(node, graph) {
    const { alignCorners, halfPixelCenters } = attributesOf<ResizeNearestNeighborAttrs>(node);
    emitResize(graph, node, node.input('images'), { alignCorners, halfPixelCenters, method: 'nearest' }, false);
  },
});

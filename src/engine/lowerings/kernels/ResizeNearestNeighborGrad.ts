import type { ResizeNearestNeighborAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitResize } from '../resize.js';

/** tfjs's gradient knows no half pixel centers. */
export default defineLowering({
  infer: ({ inputs }) => inputs['images']!,
  lower(node, graph) {
    const { alignCorners } = attributesOf<ResizeNearestNeighborAttrs>(node);
    emitResize(graph, node, node.input('dy'), { alignCorners, halfPixelCenters: false, method: 'nearest' }, true);
  },
});

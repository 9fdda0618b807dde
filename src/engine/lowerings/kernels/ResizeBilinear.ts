import type { ResizeBilinearAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitResize } from '../resize.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['images']!;
    const [height, width] = attributesOf<ResizeBilinearAttrs>(call).size;
    return { shape: [shape[0]!, height, width, shape[3]!], dtype };
  },
  lower(node, graph) {
    const { alignCorners, halfPixelCenters } = attributesOf<ResizeBilinearAttrs>(node);
    emitResize(graph, node, node.input('images'), { alignCorners, halfPixelCenters, method: 'bilinear' }, false);
  },
});

import type { DepthToSpaceAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, NotCompilable } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

/** Moves channels into blocks of positions. ONNX's depth-column-row order is TensorFlow's. */
export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { blockSize, dataFormat } = attributesOf<DepthToSpaceAttrs>(call);
    if (dataFormat !== 'NHWC') throw new NotCompilable('DepthToSpace', `data format ${dataFormat}`);
    return { shape: [shape[0]!, shape[1]! * blockSize, shape[2]! * blockSize, shape[3]! / blockSize ** 2], dtype };
  },
  lower(node, graph) {
    const { blockSize } = attributesOf<DepthToSpaceAttrs>(node);
    graph.define(node.output, graph.op('DepthToSpace', [graph.use(node.input('x'), 'channelsFirst')], { blocksize: blockSize, mode: 'DCR' }), 'channelsFirst');
  },
});

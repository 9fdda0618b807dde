import type { UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

/** Sums rows that have the same segment number; the gradient of a gather. */
export default defineLowering({
  infer(call) {
    const [x, ids] = [call.inputs['x']!, call.inputs['segmentIds']!];
    return { shape: [attributesOf<UnsortedSegmentSumAttrs>(call).numSegments, ...x.shape.slice(ids.shape.length)], dtype: x.dtype };
  },
  lower(node, graph) {
    const ids = node.input('segmentIds');
    const zeros = graph.op('Expand', [graph.scalar(0, node.output.dtype), graph.ints(node.output.shape)]);
    const places = graph.reshape(graph.cast(graph.use(ids), 'int64'), [...ids.shape, 1]);
    graph.define(node.output, graph.op('ScatterND', [zeros, places, graph.use(node.input('x'))], { reduction: 'add' }));
  },
});

import type { StridedSliceAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, NotCompilable, type KernelCall } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { emitSlice } from '../slice.js';

function infoOf(call: KernelCall): ReturnType<typeof tf.slice_util.sliceInfo> {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributesOf<StridedSliceAttrs>(call);
  return tf.slice_util.sliceInfo([...call.inputs['x']!.shape], begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
}

export default defineLowering({
  infer: (call) => ({ shape: infoOf(call).finalShape, dtype: call.inputs['x']!.dtype }),
  lower(node, graph) {
    const x = node.input('x');
    const { begin, end, strides } = infoOf(node);
    if (strides.some((step) => step < 0)) throw new NotCompilable('StridedSlice', 'negative steps');
    graph.define(node.output, graph.reshape(emitSlice(graph, graph.use(x), x.shape, begin, end, strides), node.output.shape));
  },
});

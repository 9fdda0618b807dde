import type { SliceAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { axisView } from '../permuted.js';
import { emitSlice } from '../slice.js';

function bounds(call: KernelCall): { begin: number[]; size: number[] } {
  const { begin, size } = attributesOf<SliceAttrs>(call);
  const x = call.inputs['x']!;
  // tfjs's helper reads only rank and shape of its tensor.
  const [start, length] = tf.slice_util.parseSliceParams(shaped(x.shape), begin, size);
  return { begin: start!, size: length! };
}

function shaped(shape: readonly number[]): Parameters<typeof tf.slice_util.parseSliceParams>[0] {
  return { shape: [...shape], rank: shape.length, dtype: 'float32', dataId: {} } as unknown as Parameters<typeof tf.slice_util.parseSliceParams>[0];
}

export default defineLowering({
  infer: (call) => ({ shape: bounds(call).size, dtype: call.inputs['x']!.dtype }),
  lower(node, graph) {
    const x = node.input('x');
    const { begin, size } = bounds(node);
    // Images that follow one another lie together in every layout.
    const end = begin.map((start, axis) => start + size[axis]!);
    if (graph.has(x, 'blocked') && x.shape.every((length, axis) => axis === 0 || size[axis] === length)) {
      graph.define(node.output, emitSlice(graph, graph.use(x, 'blocked'), x.shape, begin, end), 'blocked');
      return;
    }
    const view = axisView(graph, x);
    graph.define(node.output, emitSlice(graph, view.ref, view.order(x.shape), view.order(begin), view.order(end)), view.layout);
  },
});

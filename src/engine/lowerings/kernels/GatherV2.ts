import type { GatherV2Attrs } from '@tensorflow/tfjs-core';
import { attributesOf, NotCompilable, type KernelCall } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';

function axisOf(call: KernelCall): number {
  return tf.util.parseAxisParam(attributesOf<GatherV2Attrs>(call).axis, [...call.inputs['x']!.shape])[0]!;
}

export default defineLowering({
  infer(call) {
    const [x, indices] = [call.inputs['x']!, call.inputs['indices']!];
    const axis = axisOf(call);
    const { batchDims } = attributesOf<GatherV2Attrs>(call);
    if (batchDims > 0 && batchDims !== axis) throw new NotCompilable('GatherV2', 'batch axes before other axes');
    return { shape: [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)], dtype: x.dtype };
  },
  lower(node, graph) {
    const [x, indices] = [node.input('x'), node.input('indices')];
    const { batchDims } = attributesOf<GatherV2Attrs>(node);
    if (batchDims === 0) {
      graph.define(node.output, graph.op('Gather', [graph.use(x), graph.use(indices)], { axis: axisOf(node) }));
      return;
    }
    const places = graph.reshape(graph.cast(graph.use(indices), 'int64'), [...indices.shape, 1]);
    graph.define(node.output, graph.op('GatherND', [graph.use(x), places], { batch_dims: batchDims }));
  },
});

import type { ConcatAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { isBlockable } from '../../trace/layout.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { axisView, preferred } from '../permuted.js';

function axisOf(call: KernelCall): number {
  return tf.util.parseAxisParam(attributesOf<ConcatAttrs>(call).axis, [...call.inputs['0']!.shape])[0]!;
}

export default defineLowering({
  infer(call) {
    const parts = Object.values(call.inputs);
    return { shape: tf.backend_util.computeOutShape(parts.map(({ shape }) => [...shape]), axisOf(call)), dtype: parts[0]!.dtype };
  },
  lower(node, graph) {
    const parts = Object.values(node.inputs).filter(({ size }) => size > 0);
    const axis = axisOf(node);
    // Blocks of channels can be put side by side like channels.
    const isBlocked = (axis === 0 || axis === 3) && parts.every((part) => isBlockable(part.shape, graph.target.blockSize) && graph.has(part, 'blocked'));
    if (isBlocked) {
      graph.define(node.output, graph.op('Concat', parts.map((part) => graph.use(part, 'blocked')), { axis: axis === 3 ? 1 : 0 }), 'blocked');
      return;
    }
    const layout = preferred(graph, parts);
    const views = parts.map((part) => axisView(graph, part, layout));
    const ref = views.length === 1 ? views[0]!.ref : graph.op('Concat', views.map((view) => view.ref), { axis: views[0]!.place(axis) });
    graph.define(node.output, ref, layout);
  },
});

import type { OneHotAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import type { TensorSpec } from '../../trace/step.js';
import { defineLowering } from '../define.js';

/** Compares with 0 ... depth - 1, so that an index outside of them gives a row without a hit, as tfjs has it. */
export default defineLowering({
  infer(call) {
    const { depth, dtype } = attributesOf<OneHotAttrs>(call);
    return { shape: [...call.inputs['indices']!.shape, depth], dtype: dtype as TensorSpec['dtype'] };
  },
  lower(node, graph) {
    const { depth, onValue, offValue } = attributesOf<OneHotAttrs>(node);
    const indices = node.input('indices');
    const column = graph.reshape(graph.use(indices), [...indices.shape, 1]);
    const classes = graph.constant([depth], 'int32', Int32Array.from({ length: depth }, (_, i) => i));
    const hit = graph.op('Equal', [column, classes]);
    const chosen = graph.op('Where', [hit, graph.scalar(onValue), graph.scalar(offValue)]);
    graph.define(node.output, node.output.dtype === 'float32' ? chosen : graph.cast(chosen, node.output.dtype));
  },
});

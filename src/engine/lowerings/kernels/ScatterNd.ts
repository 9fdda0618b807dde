import type { ScatterNdAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

/** Adds the updates into zeros; places named twice add up. */
export default defineLowering({
  infer: (call) => ({ shape: attributesOf<ScatterNdAttrs>(call).shape, dtype: call.inputs['updates']!.dtype }),
  lower(node, graph) {
    const { shape, dtype } = node.output;
    const zeros = graph.op('Expand', [graph.scalar(0, dtype), graph.ints(shape)]);
    graph.define(node.output, graph.op('ScatterND', [zeros, graph.cast(graph.use(node.input('indices')), 'int64'), graph.use(node.input('updates'))], { reduction: 'add' }));
  },
});

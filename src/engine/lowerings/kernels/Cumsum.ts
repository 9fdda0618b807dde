import type { CumsumAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['x']!.shape, dtype: inputs['x']!.dtype }),
  lower(node, graph) {
    const { axis, exclusive, reverse } = attributesOf<CumsumAttrs>(node);
    graph.define(node.output, graph.op('CumSum', [graph.use(node.input('x')), graph.int(axis)], { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 }));
  },
});

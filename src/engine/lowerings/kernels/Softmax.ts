import { defineLowering } from '../define.js';

/** Along the last axis, the only one that tfjs knows. */
export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['logits']!.shape, dtype: 'float32' }),
  lower(node, graph) {
    graph.define(node.output, graph.op('Softmax', [graph.use(node.input('logits'))], { axis: -1 }));
  },
});

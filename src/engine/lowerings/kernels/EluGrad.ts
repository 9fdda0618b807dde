import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

/** The gradient of ELU from its output y: dy where y >= 0, dy (y + 1) elsewhere. */
export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['y']!.shape, dtype: 'float32' }),
  lower(node, graph) {
    emitElementwise(graph, node, [node.input('dy'), node.input('y')], ([dy, y]) => {
      const slope = graph.op('Add', [graph.op('Min', [y!, graph.scalar(0)]), graph.scalar(1)]);
      return graph.op('Mul', [dy!, slope]);
    });
  },
});

import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

/** `t` where the condition holds, `e` elsewhere. A condition of rank 1 chooses whole rows, as tfjs has it. */
export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['t']!.shape, dtype: inputs['t']!.dtype }),
  lower(node, graph) {
    const condition = node.input('condition');
    const [t, e] = [node.input('t'), node.input('e')];
    if (condition.shape.length === 1 && t.shape.length > 1) {
      const rows = graph.reshape(graph.use(condition), [condition.shape[0]!, ...t.shape.slice(1).map(() => 1)]);
      graph.define(node.output, graph.op('Where', [rows, graph.use(t), graph.use(e)]));
      return;
    }
    emitElementwise(graph, node, [condition, t, e], (refs) => graph.op('Where', refs));
  },
});

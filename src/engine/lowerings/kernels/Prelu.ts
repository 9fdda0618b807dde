import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

/** x where x >= 0, alpha x elsewhere. */
export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['x']!.shape, dtype: 'float32' }),
  lower(node, graph) {
    emitElementwise(graph, node, [node.input('x'), node.input('alpha')], ([x, alpha]) => graph.op('PRelu', [x!, alpha!]));
  },
});

import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['0']!.shape, dtype: inputs['0']!.dtype }),
  lower(node, graph) {
    emitElementwise(graph, node, Object.values(node.inputs), (refs) => refs.reduce((sum, ref) => graph.op('Add', [sum, ref])));
  },
});

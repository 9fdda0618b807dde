import { NotCompilable } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitElementwise, sameShape } from '../elementwise.js';

/** `t` where the condition holds, `e` elsewhere. */
export default defineLowering({
  infer({ inputs }) {
    const t = inputs['t']!;
    if (!sameShape(inputs['condition']!.shape, t.shape)) throw new NotCompilable('Select', 'a condition of another shape than the choices');
    return { shape: t.shape, dtype: t.dtype };
  },
  lower(node, graph) {
    emitElementwise(graph, node, [node.input('condition'), node.input('t'), node.input('e')], (refs) => graph.op('Where', refs));
  },
});

/** Kernels that say where the largest or smallest number stands along an axis; the first one where several are equal. */
import { attributesOf } from '../trace/ir.js';
import { defineLowering, type Lowering } from './define.js';

export function argument(op: 'ArgMax' | 'ArgMin'): Lowering {
  const axisOf = (axis: number | number[], rank: number): number => {
    const first = typeof axis === 'number' ? axis : (axis[0] ?? 0);
    return first < 0 ? first + rank : first;
  };
  return defineLowering({
    infer(call) {
      const { shape } = call.inputs['x']!;
      const axis = axisOf(attributesOf<{ axis: number | number[] }>(call).axis, shape.length);
      return { shape: shape.filter((_, i) => i !== axis), dtype: 'int32' };
    },
    lower(node, graph) {
      const x = node.input('x');
      const axis = axisOf(attributesOf<{ axis: number | number[] }>(node).axis, x.shape.length);
      graph.define(node.output, graph.cast(graph.op(op, [graph.use(x)], { axis, keepdims: 0 }), 'int32'));
    },
  });
}

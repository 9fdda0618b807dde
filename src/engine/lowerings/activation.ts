/** The activations that tfjs's fused kernels carry. */
import type { GraphBuilder, Ref } from '../trace/builder.js';
import { NotCompilable } from '../trace/ir.js';

/** tfjs's `Activation` names. `leakyreluAlpha` is tfjs's own attribute name. */
export function emitActivation(graph: GraphBuilder, x: Ref, activation: string | undefined, leakyreluAlpha = 0.2): Ref {
  switch (activation) {
    case undefined:
    case 'linear':
      return x;
    case 'relu':
      return graph.op('Relu', [x]);
    case 'relu6':
      return graph.op('Clip', [x, graph.scalar(0), graph.scalar(6)]);
    case 'elu':
      return graph.op('Elu', [x]);
    case 'sigmoid':
      return graph.op('Sigmoid', [x]);
    case 'leakyrelu':
      return graph.op('LeakyRelu', [x], { alpha: { float: leakyreluAlpha } });
    default:
      throw new NotCompilable('fused kernel', `activation ${activation}`);
  }
}

import type { StepAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { unary } from '../elementwise.js';
import { isPositive } from '../mask.js';

/** 1 where x > 0, `alpha` elsewhere: the derivative of ReLU and its kin. */
export default unary((graph, x, node) => {
  const { alpha } = attributesOf<StepAttrs>(node);
  if (alpha === 0) return isPositive(graph, x);
  return graph.op('Where', [graph.op('Greater', [x, graph.scalar(0)]), graph.scalar(1), graph.scalar(alpha)]);
});

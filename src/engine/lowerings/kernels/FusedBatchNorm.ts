import type { FusedBatchNormAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitElementwise } from '../elementwise.js';

/** scale (x - mean) / sqrt(variance + epsilon) + offset, as Keras's TensorFlow backend computes it: what depends on channels only first, so that large tensors are passed over twice. */
export default defineLowering({
  infer: ({ inputs }) => ({ shape: inputs['x']!.shape, dtype: 'float32' }),
  lower(node, graph) {
    const epsilon = graph.scalar(attributesOf<FusedBatchNormAttrs>(node).varianceEpsilon);
    const { scale, offset } = node.inputs;
    const present = [node.input('x'), node.input('mean'), node.input('variance'), scale, offset].filter((value) => value !== undefined);
    emitElementwise(graph, node, present, ([x, mean, variance, ...rest]) => {
      const inverse = graph.op('Reciprocal', [graph.op('Sqrt', [graph.op('Add', [variance!, epsilon])])]);
      const factor = scale ? graph.op('Mul', [inverse, rest[0]!]) : inverse;
      const moved = graph.op('Mul', [mean!, factor]);
      const shift = offset ? graph.op('Sub', [rest[rest.length - 1]!, moved]) : graph.op('Neg', [moved]);
      return graph.op('Add', [graph.op('Mul', [x!, factor]), shift]);
    });
  },
});

import type { _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { emitActivation } from '../activation.js';
import { defineLowering } from '../define.js';
import { emitMatMul, matMulShape } from '../matmul.js';

export default defineLowering({
  infer: (call) => ({ shape: matMulShape(call), dtype: 'float32' }),
  lower(node, graph) {
    const attributes = attributesOf<_FusedMatMulAttrs>(node);
    const bias = node.inputs['bias'];
    const product = emitMatMul(graph, node.input('a'), node.input('b'), attributes, bias && graph.use(bias));
    graph.define(node.output, emitActivation(graph, product, attributes.activation, attributes.leakyreluAlpha));
  },
});

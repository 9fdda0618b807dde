import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { emitMatMul, matMulShape, type MatMulAttributes } from '../matmul.js';

export default defineLowering({
  infer: (call) => ({ shape: matMulShape(call), dtype: 'float32' }),
  lower: (node, graph) => graph.define(node.output, emitMatMul(graph, node.input('a'), node.input('b'), attributesOf<MatMulAttributes>(node))),
});

import { unary } from '../elementwise.js';

export default unary((graph, x) => graph.op('Mul', [x, x]), { anyType: true });

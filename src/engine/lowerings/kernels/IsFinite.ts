import { unary } from '../elementwise.js';

export default unary((graph, x) => graph.op('Not', [graph.op('Or', [graph.op('IsNaN', [x]), graph.op('IsInf', [x])])]), { dtype: 'bool' });

import { unary } from '../elementwise.js';

export default unary((graph, x) => graph.op('Reciprocal', [graph.op('Sqrt', [x])]));

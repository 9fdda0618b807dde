import { unary } from '../elementwise.js';

export default unary((graph, x) => graph.op('Clip', [x, graph.scalar(0), graph.scalar(6)]));

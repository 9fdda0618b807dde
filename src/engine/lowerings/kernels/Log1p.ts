import { unary } from '../elementwise.js';

/** log(1 + x) = 2 artanh(x / (2 + x)), which keeps its digits near zero; the plain form elsewhere. */
export default unary((graph, x) => {
  const ratio = graph.op('Div', [x, graph.op('Add', [x, graph.scalar(2)])]);
  const near = graph.op('Mul', [graph.op('Atanh', [ratio]), graph.scalar(2)]);
  const far = graph.op('Log', [graph.op('Add', [x, graph.scalar(1)])]);
  return graph.op('Where', [graph.op('Less', [graph.op('Abs', [x]), graph.scalar(0.5)]), near, far]);
});

import { unary } from '../elementwise.js';

/** exp(x) - 1 = tanh(x/2) (exp(x) + 1), which keeps its digits near zero. */
export default unary((graph, x) => {
  const half = graph.op('Tanh', [graph.op('Mul', [x, graph.scalar(0.5)])]);
  return graph.op('Mul', [half, graph.op('Add', [graph.op('Exp', [x]), graph.scalar(1)])]);
});

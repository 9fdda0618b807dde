import { binary } from '../elementwise.js';

/** The remainder with the divisor's sign. */
export default binary((graph, a, b, dtype) => {
  if (dtype === 'int32') return graph.op('Mod', [a, b]);
  return graph.op('Sub', [a, graph.op('Mul', [b, graph.op('Floor', [graph.op('Div', [a, b])])])]);
});

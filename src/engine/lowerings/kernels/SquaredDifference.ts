import { binary } from '../elementwise.js';

export default binary((graph, a, b) => {
  const difference = graph.op('Sub', [a, b]);
  return graph.op('Mul', [difference, difference]);
});

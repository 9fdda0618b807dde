import { binary } from '../elementwise.js';

/** The angle of the point (b, a): arctan(a / b), half a turn further left of the axis; 0 at the origin. */
export default binary((graph, a, b) => {
  const zero = graph.scalar(0);
  const half = graph.op('Where', [graph.op('Less', [a, zero]), graph.scalar(-Math.PI), graph.scalar(Math.PI)]);
  const turn = graph.op('Where', [graph.op('Less', [b, zero]), half, zero]);
  const angle = graph.op('Add', [graph.op('Atan', [graph.op('Div', [a, b])]), turn]);
  const isOrigin = graph.op('And', [graph.op('Equal', [a, zero]), graph.op('Equal', [b, zero])]);
  return graph.op('Where', [isOrigin, zero, angle]);
});

import { defineLowering } from '../define.js';
import { emitReverse } from '../reverse.js';

export default defineLowering({
  infer: ({ inputs }) => inputs['image']!,
  lower: (node, graph) => emitReverse(graph, node, node.input('image'), [2]),
});

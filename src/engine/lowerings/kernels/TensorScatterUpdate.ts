import { defineLowering } from '../define.js';

export default defineLowering({
  infer: ({ inputs }) => inputs['tensor']!,
  lower(node, graph) {
    const places = graph.cast(graph.use(node.input('indices')), 'int64');
    graph.define(node.output, graph.op('ScatterND', [graph.use(node.input('tensor')), places, graph.use(node.input('updates'))]));
  },
});

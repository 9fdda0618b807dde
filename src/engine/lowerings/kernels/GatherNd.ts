import { defineLowering } from '../define.js';

export default defineLowering({
  infer({ inputs }) {
    const [params, indices] = [inputs['params']!, inputs['indices']!];
    const depth = indices.shape[indices.shape.length - 1]!;
    return { shape: [...indices.shape.slice(0, -1), ...params.shape.slice(depth)], dtype: params.dtype };
  },
  lower(node, graph) {
    graph.define(node.output, graph.op('GatherND', [graph.use(node.input('params')), graph.cast(graph.use(node.input('indices')), 'int64')]));
  },
});

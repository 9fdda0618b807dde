import type { TopKAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const top = [...shape.slice(0, -1), attributesOf<TopKAttrs>(call).k];
    return [
      { shape: top, dtype },
      { shape: top, dtype: 'int32' },
    ];
  },
  lower(node, graph) {
    const [values, places] = graph.ops('TopK', [graph.use(node.input('x')), graph.ints([attributesOf<TopKAttrs>(node).k])], {}, { outputs: 2 });
    graph.define(node.outputs[0]!, values!);
    graph.define(node.outputs[1]!, graph.cast(places!, 'int32'));
  },
});

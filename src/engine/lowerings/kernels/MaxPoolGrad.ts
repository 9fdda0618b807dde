import { attributesOf } from '../../trace/ir.js';
import { pool2dGeometry, type WindowAttributes } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';
import { emitMaxPoolGradient } from '../pooling/maxGradient.js';

export default defineLowering({
  infer: ({ inputs }) => inputs['input']!,
  lower(node, graph) {
    const x = node.input('input');
    const { ref, layout } = emitMaxPoolGradient(graph, node.input('dy'), x, node.input('output'), pool2dGeometry(x.shape, attributesOf<WindowAttributes>(node)));
    graph.define(node.output, ref, layout);
  },
});

import { attributesOf } from '../../trace/ir.js';
import { pool3dGeometry, type WindowAttributes } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';
import { emitAveragePoolGradient } from '../pooling/averageGradient.js';

export default defineLowering({
  infer: ({ inputs }) => inputs['input']!,
  lower(node, graph) {
    const x = node.input('input');
    const { ref, layout } = emitAveragePoolGradient(graph, node.input('dy'), x, pool3dGeometry(x.shape, attributesOf<WindowAttributes>(node)));
    graph.define(node.output, ref, layout);
  },
});

import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { pool3dGeometry, type Geometry, type WindowAttributes } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';
import { emitPool } from '../pooling/forward.js';

function geometryOf(call: KernelCall): Geometry {
  return pool3dGeometry(call.inputs['x']!.shape, attributesOf<WindowAttributes>(call));
}

export default defineLowering({
  infer: (call) => ({ shape: geometryOf(call).outputShape, dtype: 'float32' }),
  lower(node, graph) {
    const { ref, layout } = emitPool(graph, 'AveragePool', node.input('x'), geometryOf(node));
    graph.define(node.output, ref, layout);
  },
});

import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { emitConvolution } from '../convolution/forward.js';
import { conv2dGeometry, type Geometry, type WindowAttributes } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';

function geometryOf(call: KernelCall): Geometry {
  return conv2dGeometry(call.inputs['x']!.shape, call.inputs['filter']!.shape, attributesOf<WindowAttributes>(call));
}

export default defineLowering({
  infer: (call) => ({ shape: geometryOf(call).outputShape, dtype: 'float32' }),
  lower(node, graph) {
    const { ref, layout } = emitConvolution(graph, node.input('x'), node.input('filter'), geometryOf(node));
    graph.define(node.output, ref, layout);
  },
});

import { attributesOf, NotCompilable, type KernelCall } from '../../trace/ir.js';
import { emitDepthwise, type Epilogue } from '../convolution/forward.js';
import { conv2dGeometry, type Geometry, type WindowAttributes } from '../convolution/geometry.js';
import { defineLowering } from '../define.js';

function geometryOf(call: KernelCall): Geometry {
  return conv2dGeometry(call.inputs['x']!.shape, call.inputs['filter']!.shape, attributesOf<WindowAttributes>(call), true);
}

export default defineLowering({
  infer: (call) => ({ shape: geometryOf(call).outputShape, dtype: 'float32' }),
  lower(node, graph) {
    if (node.inputs['preluActivationWeights']) throw new NotCompilable('FusedDepthwiseConv2D', 'PReLU inside');
    const { activation, leakyreluAlpha } = attributesOf<Epilogue>(node);
    const epilogue = { bias: node.inputs['bias'], activation, leakyreluAlpha };
    const { ref, layout } = emitDepthwise(graph, node.input('x'), node.input('filter'), geometryOf(node), epilogue);
    graph.define(node.output, ref, layout);
  },
});

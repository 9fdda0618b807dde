/** Pooling over two or three spatial axes. */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import type { Layout } from '../../trace/layout.js';
import { onnxPads, type Geometry } from '../convolution/geometry.js';

export function emitPool(graph: GraphBuilder, op: 'MaxPool' | 'AveragePool', x: Value, geometry: Geometry): { ref: Ref; layout: Layout } {
  const { kernel, strides, dilations } = geometry;
  const attributes = { kernel_shape: kernel, strides, pads: onnxPads(geometry), ...(op === 'MaxPool' ? { dilations } : {}) };
  if (graph.has(x, 'blocked')) return { ref: graph.op(op, [graph.use(x, 'blocked')], attributes, { domain: blockedDomain }), layout: 'blocked' };
  return { ref: graph.op(op, [graph.use(x, 'channelsFirst')], attributes), layout: 'channelsFirst' };
}

/** Whether windows touch without overlapping and without padding, so that every input is in at most one. */
export function isDisjoint({ kernel, strides, dilations, padsBefore, padsAfter }: Geometry): boolean {
  return kernel.every((length, i) => length === strides[i] && dilations[i] === 1 && padsBefore[i] === 0 && padsAfter[i] === 0);
}

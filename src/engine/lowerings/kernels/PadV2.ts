import type { PadV2Attrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { axisView } from '../permuted.js';

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { paddings } = attributesOf<PadV2Attrs>(call);
    return { shape: shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]), dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { paddings, constantValue } = attributesOf<PadV2Attrs>(node);
    const view = axisView(graph, x);
    const ordered = view.order(paddings);
    const pads = graph.ints([...ordered.map(([before]) => before), ...ordered.map(([, after]) => after)]);
    graph.define(node.output, graph.op('Pad', [view.ref, pads, graph.scalar(constantValue, x.dtype)]), view.layout);
  },
});

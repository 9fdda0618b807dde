import type { MirrorPadAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';
import { axisView } from '../permuted.js';

/** Pads by reflection, with (`symmetric`) or without (`reflect`) the edge itself: one gather of known places per padded axis. */
export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { paddings } = attributesOf<MirrorPadAttrs>(call);
    return { shape: shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]), dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { paddings, mode } = attributesOf<MirrorPadAttrs>(node);
    const view = axisView(graph, x);
    const skip = mode === 'reflect' ? 1 : 0;
    let { ref } = view;
    x.shape.forEach((length, axis) => {
      const [before, after] = paddings[axis]!;
      if (before === 0 && after === 0) return;
      const places = [
        ...Array.from({ length: before }, (_, i) => before - 1 - i + skip),
        ...Array.from({ length }, (_, i) => i),
        ...Array.from({ length: after }, (_, i) => length - 1 - i - skip),
      ];
      ref = graph.op('Gather', [ref, graph.ints(places)], { axis: view.place(axis) });
    });
    graph.define(node.output, ref, view.layout);
  },
});

import type { TileAttrs } from '@tensorflow/tfjs-core';
import { attributesOf } from '../../trace/ir.js';
import { defineLowering } from '../define.js';

/** Repeats along axes; where only axes of length one repeat this is a broadcast. */
export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    return { shape: attributesOf<TileAttrs>(call).reps.map((times, axis) => times * shape[axis]!), dtype };
  },
  lower(node, graph) {
    const x = node.input('x');
    const { reps } = attributesOf<TileAttrs>(node);
    const isBroadcast = reps.every((times, axis) => times === 1 || x.shape[axis] === 1);
    const ref = isBroadcast ? graph.op('Expand', [graph.use(x), graph.ints(node.output.shape)]) : graph.op('Tile', [graph.use(x), graph.ints(reps)]);
    graph.define(node.output, ref);
  },
});

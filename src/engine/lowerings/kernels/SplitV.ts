import type { SplitVAttrs } from '@tensorflow/tfjs-core';
import { attributesOf, type KernelCall } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLowering } from '../define.js';
import { axisView } from '../permuted.js';

function parts(call: KernelCall): { axis: number; sizes: number[] } {
  const { numOrSizeSplits, axis } = attributesOf<SplitVAttrs>(call);
  const x = call.inputs['x']!;
  const place = tf.util.parseAxisParam(axis, [...x.shape])[0]!;
  const length = x.shape[place]!;
  if (typeof numOrSizeSplits === 'number') return { axis: place, sizes: new Array<number>(numOrSizeSplits).fill(length / numOrSizeSplits) };
  const known = numOrSizeSplits.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return { axis: place, sizes: numOrSizeSplits.map((size) => (size === -1 ? length - known : size)) };
}

export default defineLowering({
  infer(call) {
    const { shape, dtype } = call.inputs['x']!;
    const { axis, sizes } = parts(call);
    return sizes.map((size) => ({ shape: shape.map((length, i) => (i === axis ? size : length)), dtype }));
  },
  lower(node, graph) {
    const { axis, sizes } = parts(node);
    const view = axisView(graph, node.input('x'));
    const refs = graph.ops('Split', [view.ref, graph.ints(sizes)], { axis: view.place(axis) }, { outputs: sizes.length });
    node.outputs.forEach((output, index) => graph.define(output, refs[index]!, view.layout));
  },
});

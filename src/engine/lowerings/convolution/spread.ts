/** Puts zeros between neighbours, as far apart as a window's strides; what a transposed convolution does first. */
import type { GraphBuilder, Ref } from '../../trace/builder.js';
import { emitSlice } from '../slice.js';
import { isOne } from './geometry.js';

/** From `lengths` along the spatial axes to (length - 1) * stride + 1. `outer` are the axes before them. */
export function spread(graph: GraphBuilder, x: Ref, outer: readonly number[], lengths: readonly number[], strides: readonly number[]): { ref: Ref; lengths: number[] } {
  const spreadLengths = lengths.map((length, i) => (length - 1) * strides[i]! + 1);
  if (isOne(strides)) return { ref: x, lengths: spreadLengths };
  const apart = [...outer, ...lengths.flatMap((length) => [length, 1])];
  const after = [...outer.map(() => 0), ...strides.flatMap((stride) => [0, stride - 1])];
  const padded = graph.op('Pad', [graph.reshape(x, apart), graph.ints([...after.map(() => 0), ...after]), graph.scalar(0)]);
  const whole = [...outer, ...lengths.map((length, i) => length * strides[i]!)];
  const ref = emitSlice(graph, graph.reshape(padded, whole), whole, whole.map(() => 0), [...outer, ...spreadLengths]);
  return { ref, lengths: spreadLengths };
}

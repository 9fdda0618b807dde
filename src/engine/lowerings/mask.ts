/** Masks of 0 and 1 as numbers. On CPU one clamped line is several times faster than a comparison, a cast and a choice. */
import { blockedDomain, type GraphBuilder, type Ref } from '../trace/builder.js';

/** A slope so steep that every difference of two numbers of ordinary size leaves [0, 1]. */
const steep = 1e37;

function line(graph: GraphBuilder, x: Ref, beta: number): Ref {
  return graph.op('HardSigmoid', [x], { alpha: { float: steep }, beta: { float: beta } });
}

/** 1 where x > 0, else 0. */
export function isPositive(graph: GraphBuilder, x: Ref): Ref {
  if (graph.target.kind === 'cpu') return line(graph, x, 0);
  return graph.cast(graph.op('Greater', [x, graph.scalar(0)]), 'float32');
}

/** 1 where a = b, else 0, for a <= b everywhere. */
export function reaches(graph: GraphBuilder, a: Ref, b: Ref): Ref {
  if (graph.target.kind === 'cpu') return line(graph, graph.op('Sub', [a, b]), 1);
  return graph.cast(graph.op('Equal', [a, b]), 'float32');
}

/**
 * The same for blocked numbers, with b given as -b: a depthwise convolution of one by one adds and clamps in a single pass. `channels` is
 * that of both.
 */
export function reachesBlocked(graph: GraphBuilder, a: Ref, negativeB: Ref, channels: number): Ref {
  const ones = graph.op('Expand', [graph.scalar(1), graph.ints([channels, 1, 1, 1])]);
  const attributes = { kernel_shape: [1, 1], group: channels, activation: 'HardSigmoid', activation_params: { floats: [steep, 1] } };
  return graph.op('Conv', [a, ones, '', negativeB], attributes, { domain: blockedDomain });
}

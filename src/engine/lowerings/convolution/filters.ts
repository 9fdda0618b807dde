/** Filters as onnxruntime wants them, from tfjs's [...kernel, in, out]. They are small; their layout changes in every run, for they are trained. */
import type { GraphBuilder, Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import { count, type Geometry } from './geometry.js';

/** [out, in, ...kernel]. */
export function outputFirst(graph: GraphBuilder, filter: Value): Ref {
  const rank = filter.shape.length;
  return graph.transpose(graph.use(filter), [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, i) => i)]);
}

/** [in * multiplier, 1, ...kernel] for tfjs's depthwise [...kernel, in, multiplier]. */
export function depthwiseFirst(graph: GraphBuilder, filter: Value): Ref {
  const rank = filter.shape.length;
  const [channels, multiplier] = [filter.shape[rank - 2]!, filter.shape[rank - 1]!];
  const moved = graph.transpose(graph.use(filter), [rank - 2, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i)]);
  return graph.reshape(moved, [channels * multiplier, 1, ...filter.shape.slice(0, -2)]);
}

/** Blocks of inputs and outputs, [O/b, I/b, kh, kw, b in, b out], named [O, I, kh, kw]; [O/b, I, kh, kw, b out] where the input is not blocked. */
export function blocked(graph: GraphBuilder, filter: Value, inputBlocked: boolean): Ref {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const b = graph.target.blockSize;
  const apart = inputBlocked
    ? graph.transpose(graph.reshape(graph.use(filter), [kh, kw, inputs / b, b, outputs / b, b]), [4, 2, 0, 1, 3, 5])
    : graph.transpose(graph.reshape(graph.use(filter), [kh, kw, inputs, outputs / b, b]), [3, 2, 0, 1, 4]);
  return graph.reshape(apart, [outputs, inputs, kh, kw]);
}

/** The filter of the input's gradient: turned round, inputs and outputs exchanged. Blocked, named [I, O, kh, kw]. */
export function blockedReversed(graph: GraphBuilder, filter: Value): Ref {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const b = graph.target.blockSize;
  const apart = graph.transpose(graph.reshape(reversedTaps(graph, filter), [kh, kw, inputs / b, b, outputs / b, b]), [2, 4, 0, 1, 5, 3]);
  return graph.reshape(apart, [inputs, outputs, kh, kw]);
}

/** Depthwise, blocked: [C/b, kh, kw, b], named [C, 1, kh, kw]. */
export function blockedDepthwise(graph: GraphBuilder, filter: Value, reversed: boolean): Ref {
  const [kh, kw, channels] = filter.shape as [number, number, number, number];
  const b = graph.target.blockSize;
  const taps = reversed ? reversedTaps(graph, filter) : graph.use(filter);
  return graph.reshape(graph.transpose(graph.reshape(taps, [kh, kw, channels / b, b]), [2, 0, 1, 3]), [channels, 1, kh, kw]);
}

/** The filter turned round along its kernel's axes, as [taps, in * out]. */
export function reversedTaps(graph: GraphBuilder, filter: Value): Ref {
  const kernel = filter.shape.slice(0, -2);
  const taps = count(kernel);
  if (taps === 1) return graph.use(filter);
  const rows = graph.reshape(graph.use(filter), [taps, filter.size / taps]);
  return graph.op('Gather', [rows, graph.ints(Array.from({ length: taps }, (_, i) => taps - 1 - i))], { axis: 0 });
}

/** Whether the blocked operators can take this convolution: whole blocks of outputs, and whole blocks or less than one block of inputs. */
export function fitsBlocks(graph: GraphBuilder, geometry: Geometry): boolean {
  const b = graph.target.blockSize;
  return b > 0 && geometry.input.length === 2 && geometry.outChannels % b === 0 && (geometry.inChannels % b === 0 || geometry.inChannels < b);
}

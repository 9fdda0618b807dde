/** Gradients of convolutions with respect to their input; the same sums as a transposed convolution. */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import type { Layout } from '../../trace/layout.js';
import { blockedDepthwise, blockedReversed, depthwiseFirst, outputFirst, reversedTaps } from './filters.js';
import { isOne, onnxPads, type Geometry } from './geometry.js';
import { spread } from './spread.js';

export function emitInputGradient(graph: GraphBuilder, dy: Value, filter: Value, geometry: Geometry, depthwise = false): { ref: Ref; layout: Layout } {
  const ref = emitAsConvolution(graph, dy, filter, geometry, depthwise);
  if (ref !== null) return { ref, layout: 'blocked' };
  const isHard = geometry.input.length === 3 || (depthwise && geometry.inChannels !== geometry.outChannels);
  if (graph.target.kind === 'portable' && isHard) return { ref: emitSpread(graph, dy, filter, geometry, depthwise), layout: 'channelsFirst' };
  const { kernel, strides, dilations, input, output, padsBefore, padsAfter } = geometry;
  // What rounding down the output's length left over comes back as output padding.
  const reached = output.map((length, i) => (length - 1) * strides[i]! + dilations[i]! * (kernel[i]! - 1) + 1 - padsBefore[i]! - padsAfter[i]!);
  const weights = depthwise ? depthwiseFirst(graph, filter) : outputFirst(graph, filter);
  const attributes = {
    kernel_shape: kernel, strides, dilations, pads: onnxPads(geometry), output_padding: input.map((length, i) => length - reached[i]!),
    ...(depthwise ? { group: geometry.inChannels } : {}),
  };
  return { ref: graph.op('ConvTranspose', [graph.use(dy, 'channelsFirst'), weights], attributes), layout: 'channelsFirst' };
}

/** At stride one the gradient is itself a convolution, of dy with the filter turned round, and takes the fast blocked path. */
function emitAsConvolution(graph: GraphBuilder, dy: Value, filter: Value, geometry: Geometry, depthwise: boolean): Ref | null {
  const { kernel, strides, dilations, padsBefore, padsAfter, inChannels, outChannels, input } = geometry;
  const b = graph.target.blockSize;
  if (b === 0 || input.length !== 2 || !isOne(strides) || inChannels % b !== 0 || outChannels % b !== 0) return null;
  if (depthwise && inChannels !== outChannels) return null;
  const reach = kernel.map((length, i) => dilations[i]! * (length - 1));
  const pads = [...reach.map((length, i) => length - padsBefore[i]!), ...reach.map((length, i) => length - padsAfter[i]!)];
  if (pads.some((pad) => pad < 0)) return null;
  const weights = depthwise ? blockedDepthwise(graph, filter, true) : blockedReversed(graph, filter);
  const attributes = { kernel_shape: kernel, dilations, pads, ...(depthwise ? { group: inChannels } : {}) };
  return graph.op('Conv', [graph.use(dy, 'blocked'), weights], attributes, { domain: blockedDomain });
}

/** A convolution over dy with zeros between: for providers whose transposed convolution knows only two axes, and one channel a group. */
function emitSpread(graph: GraphBuilder, dy: Value, filter: Value, geometry: Geometry, depthwise: boolean): Ref {
  const { kernel, strides, dilations, input, output, padsBefore, batch, inChannels, outChannels } = geometry;
  const { ref, lengths } = spread(graph, graph.use(dy, 'channelsFirst'), [batch, outChannels], output, strides);
  const reach = kernel.map((length, i) => dilations[i]! * (length - 1));
  const before = reach.map((length, i) => length - padsBefore[i]!);
  const after = input.map((length, i) => length + reach[i]! - before[i]! - lengths[i]!);
  const padded = graph.op('Pad', [ref, graph.ints([0, 0, ...before, 0, 0, ...after]), graph.scalar(0)]);
  const rank = kernel.length;
  const group = depthwise ? inChannels : 1;
  const axes = kernel.map((_, i) => i);
  const turned = graph.transpose(graph.reshape(reversedTaps(graph, filter), [...kernel, inChannels, outChannels / group]), [rank, rank + 1, ...axes]);
  return graph.op('Conv', [padded, turned], { kernel_shape: kernel, dilations, group });
}

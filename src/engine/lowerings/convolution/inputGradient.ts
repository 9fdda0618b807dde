/** Gradients of convolutions with respect to their input; the same sums as a transposed convolution. */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import type { Layout } from '../../trace/layout.js';
import { blockedDepthwise, blockedReversed, depthwiseFirst, outputFirst } from './filters.js';
import { isOne, onnxPads, type Geometry } from './geometry.js';

export function emitInputGradient(graph: GraphBuilder, dy: Value, filter: Value, geometry: Geometry, depthwise = false): { ref: Ref; layout: Layout } {
  const ref = emitAsConvolution(graph, dy, filter, geometry, depthwise);
  if (ref !== null) return { ref, layout: 'blocked' };
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

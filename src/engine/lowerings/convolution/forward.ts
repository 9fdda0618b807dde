/** Convolutions. Blocked where the device has that layout and the channels fill its blocks, channels first elsewhere. */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import type { Layout } from '../../trace/layout.js';
import { emitActivation } from '../activation.js';
import { blocked, blockedDepthwise, depthwiseFirst, fitsBlocks, outputFirst } from './filters.js';
import { onnxPads, type Geometry } from './geometry.js';

export interface Epilogue {
  /** One number per output channel. */
  readonly bias?: Value | undefined;
  readonly activation?: string | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

function windowAttributes(geometry: Geometry): Record<string, readonly number[]> {
  return { kernel_shape: geometry.kernel, strides: geometry.strides, dilations: geometry.dilations, pads: onnxPads(geometry) };
}

export function emitConvolution(graph: GraphBuilder, x: Value, filter: Value, geometry: Geometry, epilogue: Epilogue = {}): { ref: Ref; layout: Layout } {
  if (fitsBlocks(graph, geometry)) {
    const inputBlocked = geometry.inChannels % graph.target.blockSize === 0;
    const inputs = [graph.use(x, inputBlocked ? 'blocked' : 'channelsFirst'), blocked(graph, filter, inputBlocked)];
    return { ref: finish(graph, inputs, windowAttributes(geometry), epilogue, geometry.outChannels, true), layout: 'blocked' };
  }
  const inputs = [graph.use(x, 'channelsFirst'), outputFirst(graph, filter)];
  return { ref: finish(graph, inputs, windowAttributes(geometry), epilogue, geometry.outChannels, false), layout: 'channelsFirst' };
}

/** Each input channel with filters of its own: `filter` is [kh, kw, in, multiplier]. */
export function emitDepthwise(graph: GraphBuilder, x: Value, filter: Value, geometry: Geometry, epilogue: Epilogue = {}): { ref: Ref; layout: Layout } {
  const attributes = { ...windowAttributes(geometry), group: geometry.inChannels };
  const b = graph.target.blockSize;
  if (b > 0 && geometry.inChannels === geometry.outChannels && geometry.inChannels % b === 0) {
    const inputs = [graph.use(x, 'blocked'), blockedDepthwise(graph, filter, false)];
    return { ref: finish(graph, inputs, attributes, epilogue, geometry.outChannels, true), layout: 'blocked' };
  }
  const inputs = [graph.use(x, 'channelsFirst'), depthwiseFirst(graph, filter)];
  return { ref: finish(graph, inputs, attributes, epilogue, geometry.outChannels, false), layout: 'channelsFirst' };
}

function finish(graph: GraphBuilder, inputs: readonly Ref[], window: Record<string, number | readonly number[]>, { bias, activation, leakyreluAlpha }: Epilogue, channels: number, isBlocked: boolean): Ref {
  const all = bias === undefined ? inputs : [...inputs, graph.reshape(graph.use(bias), [channels])];
  if (!isBlocked) return emitActivation(graph, graph.op('Conv', all, window), activation, leakyreluAlpha);
  const fused = activation === 'relu';
  const ref = graph.op('Conv', all, fused ? { ...window, activation: 'Relu' } : window, { domain: blockedDomain });
  return fused ? ref : emitActivation(graph, ref, activation, leakyreluAlpha);
}

/** Gradients of convolutions with respect to their filter: for every tap, the product of the input that it saw with dy, summed over batch and positions. */
import { blockedDomain, microsoft, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { KernelCall, Value } from '../../trace/ir.js';
import { blockedShape } from '../../trace/layout.js';
import { emitReduce } from '../reduce.js';
import { emitSlice } from '../slice.js';
import { conv2dGeometry, conv3dGeometry, count, onnxPads, taps, type Geometry, type WindowAttributes } from './geometry.js';

/** Bytes of dy per block of images up to which it stays in a core's cache while every input channel passes over it. */
const cacheBytes = 1 << 20;

/** Rows from which a product is worth an operator of its own, where channels alone give as many; and how many are taken together where they do not. */
const fewestRows = 16;
const fewRows = 64;

/** Bytes of a filter's gradient up to which it may be added up from those of a few images at a time: all these are there together. */
const smallGradient = 3 << 18;

export interface Columns {
  /** Bytes of what is laid out of the input at one time, for all images of the batch; 0 where nothing is. */
  readonly bytes: number;
  /** Whether the gradient may as well be added up from those of a few images each. */
  readonly isDivisible: boolean;
}

/** What a kernel that computes the gradient of a filter lays out on the processor. `blockSize` is the device's. */
export function columnsOf({ kernel, inputs, attributes }: KernelCall, blockSize: number): Columns {
  const { filterShape, ...window } = attributes as unknown as WindowAttributes & { readonly filterShape: readonly number[] };
  const x = inputs['x']!.shape;
  const isDepthwise = kernel === 'DepthwiseConv2dNativeBackpropFilter';
  const geometry = kernel === 'Conv3DBackpropFilterV2' ? conv3dGeometry(x, filterShape, window) : conv2dGeometry(x, filterShape, window, isDepthwise);
  const { batch, inChannels, outChannels, output } = geometry;
  const isConvolution = isDepthwise ? fitsDepthwiseConvolution(geometry, blockSize) : fitsConvolution(geometry, blockSize);
  const bytes = isConvolution || count(geometry.kernel) === 1 ? 0 : batch * (isDepthwise ? outChannels : inChannels * tapsTogether(geometry)) * count(output) * 4;
  return { bytes, isDivisible: batch > 1 && (isDepthwise || !isOneProduct(geometry)) && count(filterShape) * 4 <= smallGradient };
}

/** How many places of the kernel are laid out side by side: one holds the smallest share of the columns at a time, but few channels make too small a product. */
function tapsTogether({ inChannels, kernel }: Geometry): number {
  if (inChannels >= fewestRows) return 1;
  const groups = Math.ceil((inChannels * count(kernel)) / fewRows);
  return Math.ceil(count(kernel) / groups);
}

function isFlat({ input, outChannels }: Geometry, blockSize: number): boolean {
  return blockSize > 0 && input.length === 2 && outChannels % blockSize === 0;
}

function fitsConvolution(geometry: Geometry, blockSize: number): boolean {
  const { inChannels, outChannels, kernel, output, batch } = geometry;
  const fitsCache = blockSize * outChannels * count(output) * 4 <= cacheBytes;
  return isFlat(geometry, blockSize) && fitsCache && batch % blockSize === 0 && inChannels * count(kernel) > fewRows;
}

/** Shaped as tfjs's filter, [...kernel, in, out]. */
export function emitFilterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { inChannels, outChannels, kernel, output } = geometry;
  const { blockSize } = graph.target;
  if (fitsConvolution(geometry, blockSize)) return asConvolution(graph, x, dy, geometry);
  const rows = count(kernel) * inChannels;
  if (isFlat(geometry, blockSize) && rows <= fewRows && graph.has(dy, 'blocked')) return asBlockedProducts(graph, joined(graph, emitTaps(graph, x, geometry)), dy, geometry, rows, count(output));
  const seen = emitTaps(graph, x, geometry);
  const together = tapsTogether(geometry);
  const groups = Array.from({ length: Math.ceil(seen.length / together) }, (_, i) => seen.slice(i * together, (i + 1) * together));
  const products = groups.map((group) => emitProductOverBatch(graph, joined(graph, group), group.length * inChannels, dy, geometry));
  return graph.reshape(joined(graph, products, 0), [...kernel, inChannels, outChannels]);
}

function joined(graph: GraphBuilder, refs: readonly Ref[], axis = 1): Ref {
  return refs.length === 1 ? refs[0]! : graph.op('Concat', refs, { axis });
}

/** [rows, outChannels]: the product of `part`, [N, rows, ...output], with dy, summed over batch and positions. */
function emitProductOverBatch(graph: GraphBuilder, part: Ref, rows: number, dy: Value, geometry: Geometry): Ref {
  const { batch, outChannels, output } = geometry;
  const positions = count(output);
  const flat = graph.reshape(part, [batch, rows, positions]);
  const gradient = graph.reshape(graph.use(dy, 'channelsFirst'), [batch, outChannels, positions]);
  if (isOneProduct(geometry)) {
    // Every image's positions side by side, so that the product itself sums over the batch.
    const [left, right] = ([[flat, rows], [gradient, outChannels]] as const).map(([ref, length]) => graph.reshape(graph.transpose(ref, [1, 0, 2]), [length, batch * positions]));
    return graph.op('Gemm', [left!, right!], { transB: 1 });
  }
  const product = graph.target.kind === 'cpu'
    ? graph.op('FusedMatMul', [flat, gradient], { transB: 1 }, { domain: microsoft })
    : graph.op('MatMul', [flat, graph.transpose(gradient, [0, 2, 1])]);
  return emitReduce(graph, 'ReduceSum', product, [0], false);
}

/** Whether it is less to lay the images' positions side by side than to write a gradient for each image and to add those up. */
function isOneProduct({ batch, inChannels, outChannels, kernel, output }: Geometry): boolean {
  const rows = count(kernel) * inChannels;
  return batch > 1 && rows * outChannels > count(output) * (rows + outChannels);
}

/** What each tap saw: [N, C, ...output]. */
function emitTaps(graph: GraphBuilder, x: Value, geometry: Geometry): Ref[] {
  const { batch, inChannels, padsBefore, padsAfter, input, output, strides, dilations } = geometry;
  const spatial = input.length;
  let source = graph.use(x, 'channelsFirst');
  const shape = [batch, inChannels, ...input.map((length, i) => length + padsBefore[i]! + padsAfter[i]!)];
  if ([...padsBefore, ...padsAfter].some((pad) => pad > 0)) source = graph.op('Pad', [source, graph.ints([0, 0, ...padsBefore, 0, 0, ...padsAfter]), graph.scalar(0)]);
  return taps(geometry.kernel).map((tap) => {
    const begin = tap.map((place, i) => place * dilations[i]!);
    const end = begin.map((start, i) => start + (output[i]! - 1) * strides[i]! + 1);
    return emitSlice(graph, source, shape, [0, 0, ...begin], [batch, inChannels, ...end], [1, 1, ...strides.slice(0, spatial)]);
  });
}

/** Batched products with dy as it lies, sixteen channels at a time; for few input channels this saves moving the big dy. */
function asBlockedProducts(graph: GraphBuilder, columns: Ref, dy: Value, { batch, outChannels, kernel, inChannels }: Geometry, rows: number, positions: number): Ref {
  const b = graph.target.blockSize;
  const blocks = outChannels / b;
  const left = graph.reshape(columns, [batch, 1, rows, positions]);
  const right = graph.reshape(graph.use(dy, 'blocked'), [batch, blocks, positions, b]);
  const sum = emitReduce(graph, 'ReduceSum', graph.op('MatMul', [left, right]), [0], false);
  return graph.reshape(graph.transpose(sum, [1, 0, 2]), [...kernel, inChannels, outChannels]);
}

/**
 * As a blocked convolution whose channels are the images of the batch: input channels are its batch, dy is its filter as large as the
 * whole output, and what it computes at each position is the gradient of one tap. Needs no columns.
 */
function asConvolution(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { batch, inChannels, outChannels, kernel, output, strides, dilations } = geometry;
  const b = graph.target.blockSize;
  const images = graph.op('ReorderInput', [graph.transpose(graph.use(x, 'channelsFirst'), [1, 0, 2, 3])], {}, { domain: blockedDomain });
  const [oh, ow] = output as [number, number];
  const [, blocks] = blockedShape(dy.shape, b) as [number, number];
  const filter = graph.transpose(graph.reshape(graph.use(dy, 'blocked'), [batch / b, b, blocks, oh, ow, b]), [2, 0, 3, 4, 1, 5]);
  const gradient = graph.op('Conv', [images, graph.reshape(filter, [outChannels, batch, oh, ow])],
    { kernel_shape: output, strides: dilations, dilations: strides, pads: onnxPads(geometry) }, { domain: blockedDomain });
  const shape = [inChannels, blocks, ...found(geometry), b];
  const cut = emitSlice(graph, graph.reshape(gradient, shape), shape, [0, 0, 0, 0, 0], [inChannels, blocks, ...kernel, b]);
  return graph.reshape(graph.transpose(cut, [2, 3, 0, 1, 4]), [...kernel, inChannels, outChannels]);
}

/** Lengths of what a convolution of the input with dy, strides and dilations exchanged, gives: rows that the forward strides skipped at the end give positions beyond the kernel. */
function found({ input, output, padsBefore, padsAfter, strides, dilations }: Geometry): number[] {
  return input.map((length, i) => Math.floor((length + padsBefore[i]! + padsAfter[i]! - strides[i]! * (output[i]! - 1) - 1) / dilations[i]!) + 1);
}

/** Depthwise: `[...kernel, in, multiplier]`. */
export function emitDepthwiseFilterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  return fitsDepthwiseConvolution(geometry, graph.target.blockSize) ? asDepthwiseConvolution(graph, x, dy, geometry) : tapByTap(graph, x, dy, geometry);
}

function fitsDepthwiseConvolution({ input, inChannels, outChannels }: Geometry, blockSize: number): boolean {
  return blockSize > 0 && input.length === 2 && inChannels === outChannels && inChannels % blockSize === 0;
}

/** As one depthwise convolution whose channels are all channels of all images, each with its own part of dy as its filter: both lie in blocks as that needs them. */
function asDepthwiseConvolution(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { batch, inChannels, kernel, input, output, strides, dilations } = geometry;
  const b = graph.target.blockSize;
  const channels = batch * inChannels;
  const gradient = graph.op('Conv', [graph.reshape(graph.use(x, 'blocked'), [1, channels, ...input]), graph.reshape(graph.use(dy, 'blocked'), [channels, 1, ...output])],
    { kernel_shape: output, strides: dilations, dilations: strides, pads: onnxPads(geometry), group: channels }, { domain: blockedDomain });
  const sum = emitReduce(graph, 'ReduceSum', graph.reshape(gradient, [batch, (channels / batch) * count(found(geometry))]), [0], false);
  const shape = [inChannels / b, ...found(geometry), b];
  const cut = emitSlice(graph, graph.reshape(sum, shape), shape, [0, 0, 0, 0], [inChannels / b, ...kernel, b]);
  return graph.reshape(graph.transpose(cut, [1, 2, 0, 3]), [...kernel, inChannels, 1]);
}

/** Tap by tap, element by element. */
function tapByTap(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { batch, inChannels, outChannels, kernel, output } = geometry;
  const positions = count(output);
  const multiplier = outChannels / inChannels;
  const gradient = graph.reshape(graph.use(dy, 'channelsFirst'), [batch, inChannels, multiplier, positions]);
  const perTap = emitTaps(graph, x, geometry).map((tap) => {
    const seen = graph.reshape(tap, [batch, inChannels, 1, positions]);
    return graph.reshape(emitReduce(graph, 'ReduceSum', graph.op('Mul', [seen, gradient]), [0, 3], false), [1, inChannels, multiplier]);
  });
  return graph.reshape(joined(graph, perTap, 0), [...kernel, inChannels, multiplier]);
}

/** Gradients of convolutions with respect to their filter: for every tap, the product of the input that it saw with dy, summed over batch and positions. */
import { blockedDomain, microsoft, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import { blockedShape } from '../../trace/layout.js';
import { emitReduce } from '../reduce.js';
import { emitSlice } from '../slice.js';
import { count, onnxPads, taps, type Geometry } from './geometry.js';

/** Bytes of dy per block of images up to which it stays in a core's cache while every input channel passes over it. */
const cacheBytes = 1 << 20;

/** Shaped as tfjs's filter, [...kernel, in, out]. */
export function emitFilterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { inChannels, outChannels, kernel, output, batch } = geometry;
  const b = graph.target.blockSize;
  const isFlat = b > 0 && geometry.input.length === 2 && outChannels % b === 0;
  const fitsCache = b * outChannels * count(output) * 4 <= cacheBytes;
  if (isFlat && fitsCache && batch % b === 0 && inChannels * count(kernel) > 64) return asConvolution(graph, x, dy, geometry);
  const columns = emitColumns(graph, x, geometry);
  const rows = count(kernel) * inChannels;
  const positions = count(output);
  if (isFlat && rows <= 64 && graph.has(dy, 'blocked')) return asBlockedProducts(graph, columns, dy, geometry, rows, positions);
  const flat = graph.reshape(columns, [batch, rows, positions]);
  const gradient = graph.reshape(graph.use(dy, 'channelsFirst'), [batch, outChannels, positions]);
  const product = graph.target.kind === 'cpu'
    ? graph.op('FusedMatMul', [flat, gradient], { transB: 1 }, { domain: microsoft })
    : graph.op('MatMul', [flat, graph.transpose(gradient, [0, 2, 1])]);
  return graph.reshape(emitReduce(graph, 'ReduceSum', product, [0], false), [...kernel, inChannels, outChannels]);
}

/** What each tap saw, side by side: [N, taps * C, ...output]. */
export function emitColumns(graph: GraphBuilder, x: Value, geometry: Geometry): Ref {
  const { batch, inChannels, padsBefore, padsAfter, input, output, strides, dilations } = geometry;
  const spatial = input.length;
  let source = graph.use(x, 'channelsFirst');
  const shape = [batch, inChannels, ...input.map((length, i) => length + padsBefore[i]! + padsAfter[i]!)];
  if ([...padsBefore, ...padsAfter].some((pad) => pad > 0)) source = graph.op('Pad', [source, graph.ints([0, 0, ...padsBefore, 0, 0, ...padsAfter]), graph.scalar(0)]);
  const slices = taps(geometry.kernel).map((tap) => {
    const begin = tap.map((place, i) => place * dilations[i]!);
    const end = begin.map((start, i) => start + (output[i]! - 1) * strides[i]! + 1);
    return emitSlice(graph, source, shape, [0, 0, ...begin], [batch, inChannels, ...end], [1, 1, ...strides.slice(0, spatial)]);
  });
  return slices.length === 1 ? slices[0]! : graph.op('Concat', slices, { axis: 1 });
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
  // Rows that the forward strides skipped at the end give positions beyond the kernel.
  const found = geometry.input.map((length, i) => Math.floor((length + geometry.padsBefore[i]! + geometry.padsAfter[i]! - strides[i]! * (output[i]! - 1) - 1) / dilations[i]!) + 1);
  const shape = [inChannels, blocks, found[0]!, found[1]!, b];
  const cut = emitSlice(graph, graph.reshape(gradient, shape), shape, [0, 0, 0, 0, 0], [inChannels, blocks, kernel[0]!, kernel[1]!, b]);
  return graph.reshape(graph.transpose(cut, [2, 3, 0, 1, 4]), [...kernel, inChannels, outChannels]);
}

/** Depthwise: tap by tap, element by element. `[...kernel, in, multiplier]`. */
export function emitDepthwiseFilterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Ref {
  const { batch, inChannels, outChannels, kernel, output } = geometry;
  const positions = count(output);
  const multiplier = outChannels / inChannels;
  const gradient = graph.reshape(graph.use(dy, 'channelsFirst'), [batch, inChannels, multiplier, positions]);
  const columns = graph.reshape(emitColumns(graph, x, geometry), [batch, count(kernel), inChannels, 1, positions]);
  const perTap = taps(kernel).map((_, tap) => {
    const seen = graph.reshape(emitSlice(graph, columns, [batch, count(kernel)], [0, tap], [batch, tap + 1]), [batch, inChannels, 1, positions]);
    return graph.reshape(emitReduce(graph, 'ReduceSum', graph.op('Mul', [seen, gradient]), [0, 3], false), [1, inChannels, multiplier]);
  });
  return graph.reshape(perTap.length === 1 ? perTap[0]! : graph.op('Concat', perTap, { axis: 0 }), [...kernel, inChannels, multiplier]);
}

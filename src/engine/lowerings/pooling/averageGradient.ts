/** The gradient of average pooling: each input gets an equal share of dy from every window that holds it. Padding is not counted. */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import { isBlockable, type Layout } from '../../trace/layout.js';
import { count, onnxPads, type Geometry } from '../convolution/geometry.js';
import { isDisjoint } from './forward.js';

export function emitAveragePoolGradient(graph: GraphBuilder, dy: Value, x: Value, geometry: Geometry): { ref: Ref; layout: Layout } {
  const { kernel, strides, input, output, inChannels, padsBefore, padsAfter } = geometry;
  const isWhole = input.every((length, i) => length === output[i]! * kernel[i]!);
  if (isDisjoint(geometry) && isWhole && input.length === 2 && isBlockable(x.shape, graph.target.blockSize)) {
    const share = graph.op('Mul', [graph.use(dy, 'blocked'), graph.scalar(1 / count(kernel))]);
    return { ref: graph.op('Upsample', [share], { scales: [1, 1, ...kernel], mode: 'nearest' }, { domain: blockedDomain }), layout: 'blocked' };
  }
  const share = graph.op('Mul', [graph.use(dy, 'channelsFirst'), graph.floats([1, 1, ...output], inverseCounts(geometry))]);
  const ones = graph.floats([inChannels, 1, ...kernel], new Float32Array(inChannels * count(kernel)).fill(1));
  const reached = output.map((length, i) => (length - 1) * strides[i]! + kernel[i]! - padsBefore[i]! - padsAfter[i]!);
  const ref = graph.op('ConvTranspose', [share, ones], {
    kernel_shape: kernel, strides, pads: onnxPads(geometry), group: inChannels, output_padding: input.map((length, i) => length - reached[i]!),
  });
  return { ref, layout: 'channelsFirst' };
}

/** One over the number of inputs, padding left out, in the window of each output position. */
function inverseCounts({ input, output, kernel, strides, padsBefore }: Geometry): Float32Array {
  const along = input.map((length, axis) =>
    Array.from({ length: output[axis]! }, (_, i) => {
      const begin = i * strides[axis]! - padsBefore[axis]!;
      return Math.min(begin + kernel[axis]!, length) - Math.max(begin, 0);
    }),
  );
  const counts = along.reduce<number[]>((found, lengths) => found.flatMap((outer) => lengths.map((inner) => outer * inner)), [1]);
  return Float32Array.from(counts, (number) => 1 / number);
}

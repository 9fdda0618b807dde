/**
 * Resizing as tfjs computes it, axis by axis: each output position takes known shares of known input positions. Those shares form one
 * matrix per axis, so that resizing is two small products, and its gradient the same products with the matrices turned over.
 */
import type { GraphBuilder } from '../trace/builder.js';
import type { KernelNode, Value } from '../trace/ir.js';

export interface ResizeRule {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly method: 'bilinear' | 'nearest';
}

/** [output length, input length] shares along one axis (tfjs-backend-cpu, ResizeBilinear and ResizeNearestNeighbor). */
export function shares(input: number, output: number, { alignCorners, halfPixelCenters, method }: ResizeRule): Float32Array {
  const matrix = new Float32Array(output * input);
  const corners = alignCorners && output > 1;
  const scale = (corners ? input - 1 : input) / (corners ? output - 1 : output);
  for (let o = 0; o < output; o++) {
    const add = (i: number, share: number): void => void (matrix[o * input + i]! += share);
    if (method === 'nearest') {
      const place = halfPixelCenters ? scale * (o + 0.5) : scale * o;
      const nearest = alignCorners ? Math.round(place) : Math.floor(place);
      add(Math.min(input - 1, Math.max(0, nearest)), 1);
      continue;
    }
    const place = halfPixelCenters ? scale * (o + 0.5) - 0.5 : scale * o;
    const low = Math.max(0, Math.floor(place));
    const high = Math.min(input - 1, Math.ceil(place));
    const fraction = place - low;
    add(low, 1 - fraction);
    add(high, fraction);
  }
  return matrix;
}

/** `backward` sends a gradient of the output's size to one of the input's. Both are [N, H, W, C]. */
export function emitResize(graph: GraphBuilder, node: KernelNode, from: Value, rule: ResizeRule, backward: boolean): void {
  const [large, small] = backward ? [from.shape, node.output.shape] : [node.output.shape, from.shape];
  const along = (axis: 1 | 2): { data: Float32Array; rows: number; columns: number } => {
    const [rows, columns] = [large[axis]!, small[axis]!];
    return { data: shares(columns, rows, rule), rows, columns };
  };
  const turned = ({ data, rows, columns }: ReturnType<typeof along>): string =>
    graph.floats([columns, rows], Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!));
  const plain = ({ data, rows, columns }: ReturnType<typeof along>): string => graph.floats([rows, columns], data);
  const x = graph.use(from, 'channelsFirst');
  const [vertical, horizontal] = [along(1), along(2)];
  const rowsDone = graph.op('MatMul', [backward ? turned(vertical) : plain(vertical), x]);
  graph.define(node.output, graph.op('MatMul', [rowsDone, backward ? plain(horizontal) : turned(horizontal)]), 'channelsFirst');
}

/**
 * How values of rank 3 to 5 lie in memory. tfjs shapes are channels last; onnxruntime convolves channels first, and fastest on CPU in
 * blocks of 8 or 16 channels, where [N, C, H, W] is stored as [N, C/b, H, W, b] (its `nchwc` operators).
 */
import { blockedDomain, type GraphBuilder, type Ref } from './builder.js';
import type { Value } from './ir.js';

/** `split` is `blocked` memory named by the five axes that it really has, so that operands broadcast along them. */
export type Layout = 'logical' | 'channelsFirst' | 'blocked' | 'split';

/** Axes of the channels-first layout in terms of the logical ones: [0, r-1, 1, ..., r-2]. */
export function channelsFirstPermutation(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
}

/** Back again: [0, 2, ..., r-1, 1]. */
export function channelsLastPermutation(rank: number): number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
}

/** A shape in channels-first order. */
export function channelsFirst(shape: readonly number[]): number[] {
  return channelsFirstPermutation(shape.length).map((axis) => shape[axis]!);
}

/** Whether a channels-last shape can be stored in blocks. */
export function isBlockable(shape: readonly number[], blockSize: number): boolean {
  return blockSize > 0 && shape.length === 4 && shape[3]! > 0 && shape[3]! % blockSize === 0;
}

/** The five axes [N, C/b, H, W, b] that blocked memory really has. */
export function blockedShape([n, h, w, c]: readonly number[], blockSize: number): number[] {
  return [n!, c! / blockSize, h!, w!, blockSize];
}

/** Makes one layout of a value from those that exist. Blocked memory is referred to by the shape [N, C, H, W], as `nchwc` operators want it. */
export function convert(graph: GraphBuilder, value: Value, places: ReadonlyMap<Layout, Ref>, to: Layout): Ref {
  const { shape } = value;
  const rank = shape.length;
  const channels = shape[rank - 1]!;
  const blocked = places.get('blocked');
  const first = places.get('channelsFirst');
  const logical = places.get('logical');
  if (to === 'split') return graph.reshape(graph.use(value, 'blocked'), blockedShape(shape, graph.target.blockSize));
  if (to === 'channelsFirst') {
    if (blocked !== undefined) return graph.op('ReorderOutput', [blocked], { channels }, { domain: blockedDomain });
    if (logical !== undefined) return movesNothing(shape) ? graph.reshape(logical, channelsFirst(shape)) : graph.transpose(logical, channelsFirstPermutation(rank));
  }
  if (to === 'blocked') {
    if (first !== undefined) return graph.op('ReorderInput', [first], {}, { domain: blockedDomain });
    if (logical !== undefined) return graph.op('ReorderInput', [graph.use(value, 'channelsFirst')], {}, { domain: blockedDomain });
  }
  if (to === 'logical') {
    if (blocked !== undefined) return graph.op('ReorderOutput', [blocked], { channels, channels_last: 1 }, { domain: blockedDomain });
    if (first !== undefined) return movesNothing(shape) ? graph.reshape(first, shape) : graph.transpose(first, channelsLastPermutation(rank));
  }
  throw new Error(`A value of shape [${shape.join(', ')}] was used before it was computed.`);
}

/** Whether channels first and channels last are the same memory: one channel, or one position. */
function movesNothing(shape: readonly number[]): boolean {
  return shape[shape.length - 1] === 1 || shape.slice(1, -1).every((length) => length === 1);
}

/** Convolutions, pooling, normalization and resizing, in every layout that a device may choose. */
import { tf } from '../../../src/engine/trace/tensorflow.js';
import type { Case } from './compare.js';
import type { T4, T5 } from './cases.js';

interface Convolution {
  readonly input: readonly number[];
  readonly filter: readonly number[];
  readonly strides?: number | [number, number];
  readonly pad?: 'same' | 'valid' | number;
  readonly dilations?: number;
}

const convolutions: readonly Convolution[] = [
  { input: [2, 7, 6, 3], filter: [3, 3, 3, 5] }, { input: [2, 7, 6, 3], filter: [3, 2, 3, 5], strides: 2, pad: 'same' }, { input: [2, 8, 8, 2], filter: [5, 5, 2, 4], strides: [2, 3], pad: 'valid' },
  { input: [16, 6, 6, 3], filter: [3, 3, 3, 16] }, { input: [16, 6, 6, 16], filter: [3, 3, 16, 32], pad: 'same' }, { input: [16, 7, 6, 32], filter: [3, 3, 32, 16] }, { input: [16, 9, 8, 16], filter: [3, 3, 16, 16], strides: 2, pad: 'same' },
  { input: [3, 6, 6, 16], filter: [1, 1, 16, 32] }, { input: [16, 6, 6, 32], filter: [1, 1, 32, 16], strides: 2 }, { input: [32, 5, 5, 16], filter: [5, 5, 16, 16], pad: 2 }, { input: [2, 8, 8, 24], filter: [3, 3, 24, 40], pad: 'same' },
  { input: [3, 5, 4, 24], filter: [3, 3, 24, 40] }, { input: [5, 3, 3, 32], filter: [1, 1, 32, 32] },
];

const cases2d: readonly Case[] = convolutions.map(({ input, filter, strides = 1, pad = 'valid' }) => ({
  name: `conv2d [${input.join()}] by [${filter.join()}], strides ${String(strides)}, ${pad}`,
  inputs: { x: { shape: input }, w: { shape: filter } }, run: ({ x, w }) => tf.conv2d(x as T4, w as T4, strides, pad, 'NHWC', 1, typeof pad === 'number' ? 'floor' : undefined), gradients: ['x', 'w'],
}));

const dilated: readonly Case[] = [2, 3].map((dilations) => ({
  name: `conv2d dilated by ${dilations}`, inputs: { x: { shape: [2, 9, 9, 16] }, w: { shape: [3, 3, 16, 16] } }, run: ({ x, w }) => tf.conv2d(x as T4, w as T4, 1, 'same', 'NHWC', dilations),
}));

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const;

const fused: readonly Case[] = activations.flatMap((activation) => [
  { name: `fused conv2d with ${activation}`, inputs: { x: { shape: [2, 5, 5, 3] }, w: { shape: [3, 3, 3, 16] }, b: { shape: [16] } }, run: ({ x, w, b }: Record<string, tf.Tensor>) => tf.fused.conv2d({ x: x as T4, filter: w as T4, strides: 1, pad: 'same', bias: b!, activation, leakyreluAlpha: 0.2 }) },
  { name: `fused depthwise with ${activation}`, inputs: { x: { shape: [2, 5, 5, 16] }, w: { shape: [3, 3, 16, 1] }, b: { shape: [16] } }, run: ({ x, w, b }: Record<string, tf.Tensor>) => tf.fused.depthwiseConv2d({ x: x as T4, filter: w as T4, strides: 1, pad: 'same', bias: b!, activation, leakyreluAlpha: 0.2 }) },
]);

const depthwise: readonly Case[] = ([[[2, 7, 6, 3], [3, 3, 3, 2], 1, 'valid'], [[2, 7, 6, 16], [3, 3, 16, 1], 1, 'same'], [[2, 8, 8, 16], [3, 3, 16, 1], 2, 'same'], [[3, 9, 8, 32], [5, 3, 32, 1], 2, 'valid'], [[2, 8, 7, 4], [3, 3, 4, 1], 2, 'valid']] as const).map(([input, filter, strides, pad]) => ({
  name: `depthwise [${input.join()}] by [${filter.join()}], strides ${strides}, ${pad}`, inputs: { x: { shape: input }, w: { shape: filter } }, run: ({ x, w }) => tf.depthwiseConv2d(x as T4, w as T4, strides, pad), gradients: ['x', 'w'],
}));

const otherConvolutions: readonly Case[] = [
  { name: 'separable', inputs: { x: { shape: [2, 6, 6, 16] }, d: { shape: [3, 3, 16, 1] }, p: { shape: [1, 1, 16, 32] } }, run: ({ x, d, p }) => tf.separableConv2d(x as T4, d as T4, p as T4, 1, 'same'), gradients: ['x', 'd', 'p'] },
  { name: 'transposed', inputs: { x: { shape: [2, 4, 4, 3] }, w: { shape: [3, 3, 5, 3] } }, run: ({ x, w }) => tf.conv2dTranspose(x as T4, w as T4, [2, 8, 8, 5], 2, 'same'), gradients: ['x', 'w'] },
  { name: 'transposed, whole blocks', inputs: { x: { shape: [16, 4, 4, 16] }, w: { shape: [3, 3, 32, 16] } }, run: ({ x, w }) => tf.conv2dTranspose(x as T4, w as T4, [16, 6, 6, 32], 1, 'valid'), gradients: ['x', 'w'] },
  { name: 'conv1d', inputs: { x: { shape: [2, 9, 3] }, w: { shape: [3, 3, 4] } }, run: ({ x, w }) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'same'), gradients: ['x', 'w'] },
  { name: 'conv3d', inputs: { x: { shape: [2, 4, 5, 4, 2] }, w: { shape: [2, 3, 2, 2, 3] } }, run: ({ x, w }) => tf.conv3d(x as T5, w as T5, 1, 'same'), gradients: ['x', 'w'] },
  { name: 'conv3d, strides', inputs: { x: { shape: [1, 5, 5, 4, 2] }, w: { shape: [2, 3, 2, 2, 3] } }, run: ({ x, w }) => tf.conv3d(x as T5, w as T5, 2, 'valid'), gradients: ['x', 'w'] },
  { name: 'conv3d, few positions', inputs: { x: { shape: [3, 3, 3, 3, 8] }, w: { shape: [2, 2, 2, 8, 24] } }, run: ({ x, w }) => tf.conv3d(x as T5, w as T5, 1, 'valid'), gradients: ['x', 'w'] },
];

type Pool = readonly [input: readonly number[], size: number | [number, number], strides: number | [number, number], pad: 'same' | 'valid'];
const pools: readonly Pool[] = [
  [[2, 6, 6, 3], 2, 2, 'valid'], [[2, 7, 5, 3], 2, 2, 'valid'], [[2, 7, 7, 3], 3, 2, 'same'], [[2, 6, 6, 16], 2, 2, 'valid'], [[2, 7, 7, 16], 2, 2, 'valid'], [[2, 9, 6, 16], [3, 2], [3, 2], 'valid'], [[2, 7, 7, 16], 3, 2, 'same'], [[2, 5, 5, 16], 3, 1, 'valid'],
];

/** Behind a convolution, so that the pooled tensor is in the layout that convolutions leave. tfjs's `cpu` gradient of a padded average counts the padding; see the test of its own. */
const pooling: readonly Case[] = pools.flatMap(([input, size, strides, pad]) =>
  (['normal', 'ties'] as const).flatMap((fill) => {
    const channels = input[3]!;
    const label = `[${input.join()}] by ${String(size)}, strides ${String(strides)}, ${pad}, ${fill}`;
    const ones = (): T4 => tf.reshape(tf.eye(channels), [1, 1, channels, channels]);
    return [
      { name: `max pool ${label}`, inputs: { x: { shape: input, fill } }, run: ({ x }: Record<string, tf.Tensor>) => tf.maxPool(tf.conv2d(x as T4, ones(), 1, 'valid'), size, strides, pad), gradients: ['x'] },
      { name: `max pool of relu ${label}`, inputs: { x: { shape: input, fill } }, run: ({ x }: Record<string, tf.Tensor>) => tf.maxPool(tf.relu(tf.conv2d(x as T4, ones(), 1, 'valid')), size, strides, pad), gradients: ['x'] },
      { name: `average pool ${label}`, inputs: { x: { shape: input, fill } }, run: ({ x }: Record<string, tf.Tensor>) => tf.avgPool(tf.conv2d(x as T4, ones(), 1, 'valid'), size, strides, pad), gradients: pad === 'same' ? [] : ['x'] },
    ];
  }),
);

const otherPools: readonly Case[] = [
  { name: 'max pool 3d', inputs: { x: { shape: [2, 4, 4, 5, 3] } }, run: ({ x }) => tf.maxPool3d(x as T5, 2, 2, 'valid'), gradients: ['x'] },
  { name: 'max pool 3d, overlapping', inputs: { x: { shape: [1, 5, 5, 5, 2] } }, run: ({ x }) => tf.maxPool3d(x as T5, 3, 2, 'same'), gradients: ['x'] },
  { name: 'average pool 3d', inputs: { x: { shape: [2, 4, 4, 4, 3] } }, run: ({ x }) => tf.avgPool3d(x as T5, 2, 2, 'valid'), gradients: ['x'] },
  { name: 'global average', inputs: { x: { shape: [2, 5, 5, 16] }, w: { shape: [3, 3, 16, 16] } }, run: ({ x, w }) => tf.mean(tf.relu(tf.conv2d(x as T4, w as T4, 1, 'same')), [1, 2]), gradients: ['x', 'w'] },
];

function behindConvolution(name: string, channels: number, run: (y: T4, x: Record<string, tf.Tensor>) => tf.Tensor, more: Case['inputs'] = {}): Case {
  return {
    name: `${name}, ${channels} channels`, inputs: { x: { shape: [16, 6, 6, channels] }, w: { shape: [3, 3, channels, channels] }, ...more },
    run: (x) => run(tf.conv2d(x['x'] as T4, x['w'] as T4, 1, 'same'), x), gradients: ['x', 'w', ...Object.keys(more)], tolerance: 5e-5,
  };
}

/** Kernels after a convolution, where they meet its layout. */
const layouts: readonly Case[] = [3, 16].flatMap((c) => [
  behindConvolution('bias and relu', c, (y, { b }) => tf.relu(tf.add(y, b!)), { b: { shape: [c] } }),
  behindConvolution('scale and shift', c, (y, { s, b }) => tf.sub(tf.mul(s!, y), b!), { s: { shape: [c] }, b: { shape: [1, 1, 1, c] } }),
  behindConvolution('batch normalization', c, (y, { s, b }) => { const { mean, variance } = tf.moments(y, [0, 1, 2]); return tf.batchNorm(y, mean as tf.Tensor1D, variance as tf.Tensor1D, b as tf.Tensor1D, s as tf.Tensor1D, 1e-3); }, { s: { shape: [c] }, b: { shape: [c] } }),
  behindConvolution('squeeze and excite', c, (y) => tf.mul(y, tf.sigmoid(tf.mean(y, [1, 2], true)))),
  behindConvolution('spatial attention', c, (y) => tf.mul(y, tf.sigmoid(tf.mean(y, [3], true)))),
  behindConvolution('mean and sum of channels', c, (y) => tf.add(tf.mean(y, 3), tf.sum(y, -1))),
  behindConvolution('one number per position', c, (y, { m }) => tf.mul(y, m!), { m: { shape: [6, 6, 1] } }),
  behindConvolution('one number per position and channel', c, (y, { m }) => tf.add(y, m!), { m: { shape: [6, 6, c] } }),
  behindConvolution('residual sum', c, (y, { x }) => tf.relu(tf.add(y, x!))),
  behindConvolution('concat of channels', c, (y, { x }) => tf.concat([y, tf.relu(y), x as T4], 3)),
  behindConvolution('concat of blocks', c, (y) => tf.concat([y, tf.relu(y)], 3)),
  behindConvolution('slice', c, (y) => tf.slice(y, [0, 1, 2, 1], [8, 4, 3, 2])),
  behindConvolution('pad', c, (y) => tf.pad(y, [[0, 0], [1, 2], [0, 1], [0, 0]])),
  behindConvolution('reverse', c, (y) => tf.reverse(y, [2])),
  behindConvolution('transpose', c, (y) => tf.transpose(y, [0, 3, 1, 2])),
  behindConvolution('flatten', c, (y) => tf.reshape(y, [16, -1])),
  behindConvolution('rank three', c, (y) => tf.square(tf.squeeze(tf.slice(y, [0, 2, 0, 0], [16, 1, 6, c]), [1]))),
  behindConvolution('dropout by a mask', c, (y, { m }) => tf.mul(y, m!), { m: { shape: [16, 6, 6, c] } }),
  behindConvolution('split of channels', c, (y) => { const [a, b] = tf.split(y, [1, c - 1], 3); return tf.concat([b!, tf.square(a!)], 3); }),
  behindConvolution('bilinear enlargement', c, (y) => tf.image.resizeBilinear(tf.slice<tf.Rank.R4, T4>(y, [0, 0, 0, 0], [1, 6, 6, c]), [11, 9])),
  behindConvolution('bilinear reduction with corners', c, (y) => tf.image.resizeBilinear(tf.slice<tf.Rank.R4, T4>(y, [0, 0, 0, 0], [1, 6, 6, c]), [4, 3], true)),
  behindConvolution('nearest enlargement', c, (y) => tf.image.resizeNearestNeighbor(tf.slice<tf.Rank.R4, T4>(y, [0, 0, 0, 0], [1, 6, 6, c]), [12, 9])),
]);

const forwardOnly: readonly Case[] = [
  { name: 'bilinear, half pixels', inputs: { x: { shape: [2, 5, 6, 3] } }, run: ({ x }) => tf.image.resizeBilinear(x as T4, [9, 4], false, true) },
  { name: 'nearest, half pixels', inputs: { x: { shape: [2, 5, 6, 3] } }, run: ({ x }) => tf.image.resizeNearestNeighbor(x as T4, [9, 4], false, true) },
  { name: 'nearest, corners', inputs: { x: { shape: [2, 5, 6, 3] } }, run: ({ x }) => tf.image.resizeNearestNeighbor(x as T4, [9, 4], true) },
];

export const imageCases: readonly Case[] = [...cases2d, ...dilated, ...fused, ...depthwise, ...otherConvolutions, ...pooling, ...otherPools, ...layouts, ...forwardOnly];

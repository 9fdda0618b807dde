/** Computations that together run every kernel that has a lowering. */
import { tf } from '../../../src/engine/trace/tensorflow.js';
import type { Case, Fill } from './compare.js';

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;

const image = [2, 6, 7, 3];
const wide = [16, 6, 6, 16];

function unary(name: string, run: (x: tf.Tensor) => tf.Tensor, fill: Fill = 'normal', gradient = true): Case {
  return { name, inputs: { x: { shape: [3, 5], fill } }, run: ({ x }) => run(x!), gradients: gradient ? ['x'] : [] };
}

const unaries: readonly Case[] = [
  unary('abs', tf.abs), unary('acos', tf.acos, 'unit'), unary('acosh', (x) => tf.acosh(tf.add(x, 1.2)), 'positive'), unary('asin', tf.asin, 'unit'), unary('asinh', tf.asinh),
  unary('atan', tf.atan), unary('atanh', tf.atanh, 'unit'), unary('ceil', tf.ceil), unary('cos', tf.cos), unary('cosh', tf.cosh), unary('elu', tf.elu), unary('erf', tf.erf),
  unary('exp', tf.exp), unary('expm1', tf.expm1), unary('expm1 near zero', (x) => tf.mul(tf.expm1(tf.mul(x, 1e-5)), 1e5)), unary('floor', tf.floor), unary('log', tf.log, 'positive'), unary('log1p', tf.log1p, 'positive'),
  unary('log1p near zero', (x) => tf.mul(tf.log1p(tf.mul(x, 1e-5)), 1e5)), unary('neg', tf.neg), unary('reciprocal', tf.reciprocal, 'positive'), unary('relu', tf.relu), unary('relu6', (x) => tf.relu6(tf.mul(x, 5))),
  unary('round', tf.round), unary('rsqrt', tf.rsqrt, 'positive'), unary('selu', tf.selu), unary('sigmoid', tf.sigmoid), unary('sign', tf.sign, 'ties', false), unary('sin', tf.sin), unary('sinh', tf.sinh),
  unary('softplus', tf.softplus), unary('sqrt', tf.sqrt, 'positive'), unary('square', tf.square), unary('step', (x) => tf.step(x), 'ties', false), unary('step with alpha', (x) => tf.step(x, 0.3), 'ties', false),
  unary('tan', tf.tan, 'unit'), unary('tanh', tf.tanh), unary('leaky relu', (x) => tf.leakyRelu(x, 0.3)), unary('clip', (x) => tf.clipByValue(x, -1, 0.5)), unary('log softmax', (x) => tf.logSoftmax(x as tf.Tensor2D)),
  unary('softmax', (x) => tf.softmax(x as tf.Tensor2D)), unary('cast to int', (x) => tf.cast(x, 'int32'), 'normal', false), unary('cast to bool', (x) => tf.cast(x, 'bool'), 'ties', false),
  unary('is finite', (x) => tf.isFinite(tf.div(1, x)), 'ties', false), unary('is infinite', (x) => tf.isInf(tf.div(1, x)), 'ties', false), unary('is nan', (x) => tf.isNaN(tf.div(x, tf.mul(x, 1))), 'ties', false),
  unary('zeros like', (x) => tf.add(tf.zerosLike(x), tf.onesLike(x)), 'normal', false),
];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function binary(name: string, run: Binary, fill: Fill = 'positive', gradient = true): readonly Case[] {
  const shapes: [number[], number[]][] = [[[3, 4], [3, 4]], [[2, 3, 4], [4]], [[3, 1], [1, 4]]];
  return shapes.map(([a, b]) => ({
    name: `${name} of [${a.join()}] and [${b.join()}]`, inputs: { a: { shape: a, fill }, b: { shape: b, fill } }, run: ({ a, b }) => run(a!, b!), gradients: gradient ? ['a', 'b'] : [],
  }));
}

const binaries: readonly Case[] = [
  ...binary('add', tf.add), ...binary('sub', tf.sub), ...binary('mul', tf.mul), ...binary('div', tf.div), ...binary('maximum', tf.maximum), ...binary('minimum', tf.minimum), ...binary('pow', tf.pow),
  ...binary('squared difference', tf.squaredDifference), ...binary('atan2', tf.atan2, 'normal'), ...binary('mod', tf.mod, 'positive', false), ...binary('floor division', tf.floorDiv, 'positive', false),
  ...binary('equal', tf.equal, 'ties', false), ...binary('not equal', tf.notEqual, 'ties', false), ...binary('greater', tf.greater, 'ties', false), ...binary('greater or equal', tf.greaterEqual, 'ties', false),
  ...binary('less', tf.less, 'ties', false), ...binary('less or equal', tf.lessEqual, 'ties', false), ...binary('and', tf.logicalAnd, 'flags', false), ...binary('or', tf.logicalOr, 'flags', false),
  ...binary('where', (a, b) => tf.where(tf.greater(a, b), tf.add(a, b), b)), ...binary('integer sum', (a, b) => tf.add(tf.mul(a, 3), tf.sub(a, b)), 'whole', false), ...binary('integer maximum', tf.maximum, 'whole', false),
  { name: 'not', inputs: { x: { shape: [7], fill: 'flags' } }, run: ({ x }) => tf.logicalNot(x!) },
  { name: 'prelu', inputs: { x: { shape: [2, 3, 4] }, alpha: { shape: [3, 4] } }, run: ({ x, alpha }) => tf.prelu(x!, alpha!), gradients: ['x', 'alpha'] },
  { name: 'add n', inputs: { a: { shape: [2, 3] }, b: { shape: [2, 3] }, c: { shape: [2, 3] } }, run: ({ a, b, c }) => tf.addN([a!, b!, c!]), gradients: ['a', 'b', 'c'] },
];

function reductions(shape: readonly number[], before: (x: tf.Tensor) => tf.Tensor, label: string): readonly Case[] {
  const kinds: [string, (x: tf.Tensor, axis: number[] | undefined, keep: boolean) => tf.Tensor][] = [['sum', tf.sum], ['mean', tf.mean], ['max', tf.max], ['min', tf.min]];
  const axes: (number[] | undefined)[] = [undefined, [0], [1, 2], [0, 1, 2], [3], [0, 3]];
  return kinds.flatMap(([name, reduce]) =>
    axes.map((axis) => ({
      name: `${name} over ${axis?.join() ?? 'all'} ${label}`, inputs: { x: { shape } }, run: ({ x }: Record<string, tf.Tensor>) => reduce(before(x!), axis, axis?.length === 2), gradients: ['x'],
    })),
  );
}

const reducing: readonly Case[] = [
  ...reductions(image, (x) => x, 'of a plain tensor'),
  ...reductions(wide, (x) => tf.maxPool(x as T4, 2, 2, 'valid'), 'of a pooled tensor'),
  { name: 'prod', inputs: { x: { shape: [3, 4], fill: 'positive' } }, run: ({ x }) => tf.prod(x!, 1) },
  { name: 'all and any', inputs: { x: { shape: [3, 3], fill: 'flags' } }, run: ({ x }) => [tf.all(x!, 1), tf.any(x!, 0)] },
  { name: 'argmax and argmin with ties', inputs: { x: { shape: [4, 6], fill: 'ties' } }, run: ({ x }) => [tf.argMax(x!, 1), tf.argMin(x!, 0)] },
  { name: 'cumulative sums', inputs: { x: { shape: [3, 4] } }, run: ({ x }) => tf.cumsum(x!, 1), gradients: ['x'] },
  { name: 'cumulative sums from the end, exclusive', inputs: { x: { shape: [3, 4] } }, run: ({ x }) => tf.cumsum(x!, 0, true, true) },
  { name: 'top k', inputs: { x: { shape: [3, 9] } }, run: ({ x }) => { const { values, indices } = tf.topk(x!, 4); return [values, indices]; } },
];

const shaping: readonly Case[] = [
  { name: 'reshape, expand, squeeze', inputs: { x: { shape: [2, 3, 4] } }, run: ({ x }) => tf.squeeze(tf.expandDims(tf.reshape(x!, [6, 1, 4]), 0), [0]), gradients: ['x'] },
  { name: 'transpose', inputs: { x: { shape: [2, 3, 4] } }, run: ({ x }) => tf.transpose(x!, [2, 0, 1]), gradients: ['x'] },
  { name: 'tile', inputs: { x: { shape: [2, 3] } }, run: ({ x }) => tf.tile(x!, [2, 3]), gradients: ['x'] },
  { name: 'broadcast', inputs: { x: { shape: [2, 1, 3] } }, run: ({ x }) => tf.broadcastTo(x!, [2, 4, 3]), gradients: ['x'] },
  { name: 'slice', inputs: { x: { shape: [4, 5, 6] } }, run: ({ x }) => tf.slice(x!, [1, 0, 2], [2, -1, 3]), gradients: ['x'] },
  { name: 'strided slice', inputs: { x: { shape: [6, 7] } }, run: ({ x }) => tf.stridedSlice(x!, [0, 1], [6, 7], [2, 3]) },
  { name: 'concat', inputs: { a: { shape: [2, 3, 2] }, b: { shape: [2, 1, 2] } }, run: ({ a, b }) => tf.concat([a!, b!], 1), gradients: ['a', 'b'] },
  { name: 'stack and unstack', inputs: { a: { shape: [2, 3] }, b: { shape: [2, 3] } }, run: ({ a, b }) => { const [first, second] = tf.unstack(tf.stack([a!, b!], 1), 1); return tf.mul(first!, tf.square(second!)); }, gradients: ['a', 'b'] },
  { name: 'split', inputs: { x: { shape: [2, 7] } }, run: ({ x }) => { const [a, b] = tf.split(x!, [3, 4], 1); return tf.concat([tf.square(b!), a!], 1); }, gradients: ['x'] },
  { name: 'pad', inputs: { x: { shape: [2, 3] } }, run: ({ x }) => tf.pad(x!, [[1, 0], [2, 3]], 0.5), gradients: ['x'] },
  { name: 'mirror pad, reflect', inputs: { x: { shape: [3, 4] } }, run: ({ x }) => tf.mirrorPad(x!, [[1, 2], [0, 3]], 'reflect') },
  { name: 'mirror pad, symmetric', inputs: { x: { shape: [3, 4] } }, run: ({ x }) => tf.mirrorPad(x!, [[1, 2], [0, 3]], 'symmetric') },
  { name: 'reverse', inputs: { x: { shape: [2, 3, 4] } }, run: ({ x }) => tf.reverse(x!, [0, 2]), gradients: ['x'] },
  { name: 'flip left and right', inputs: { x: { shape: image } }, run: ({ x }) => tf.image.flipLeftRight(x as T4) },
  { name: 'gather', inputs: { x: { shape: [4, 3] }, i: { shape: [5], fill: 'whole' } }, run: ({ x, i }) => tf.gather(x!, i as tf.Tensor1D), gradients: ['x'] },
  { name: 'gather with batch', inputs: { x: { shape: [3, 4, 2] }, i: { shape: [3, 2], fill: 'whole' } }, run: ({ x, i }) => tf.gather(x!, i as tf.Tensor2D, 1, 1) },
  { name: 'gather nd', inputs: { x: { shape: [4, 4, 2] }, i: { shape: [3, 2], fill: 'whole' } }, run: ({ x, i }) => tf.gatherND(x!, i!) },
  { name: 'scatter nd', inputs: { i: { shape: [5, 1], fill: 'whole' }, u: { shape: [5, 2] } }, run: ({ i, u }) => tf.scatterND(i!, u!, [4, 2]) },
  { name: 'scatter update', inputs: { x: { shape: [4, 2] }, u: { shape: [2, 2] } }, run: ({ x, u }) => tf.tensorScatterUpdate(x!, tf.tensor2d([[2], [0]], [2, 1], 'int32'), u!) },
  { name: 'segment sum', inputs: { x: { shape: [5, 2] }, i: { shape: [5], fill: 'whole' } }, run: ({ x, i }) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 4), gradients: ['x'] },
  { name: 'one hot, one index outside', inputs: { i: { shape: [2, 3], fill: 'whole', below: 5 } }, run: ({ i }) => tf.oneHot(tf.sub<tf.Tensor2D>(i!, tf.scalar(1, 'int32')), 3, 2, 0.5) },
  { name: 'space to batch and back', inputs: { x: { shape: [1, 4, 6, 2] } }, run: ({ x }) => tf.batchToSpaceND(tf.square(tf.spaceToBatchND(x!, [2, 2], [[1, 1], [0, 0]])), [2, 2], [[1, 1], [0, 0]]), gradients: ['x'] },
  { name: 'depth to space', inputs: { x: { shape: [2, 2, 3, 8] } }, run: ({ x }) => tf.depthToSpace(x as T4, 2) },
  { name: 'einsum', inputs: { a: { shape: [2, 3, 4] }, b: { shape: [2, 5, 4] } }, run: ({ a, b }) => tf.einsum('bij,bkj->bik', a!, b!) },
  { name: 'matrix product', inputs: { a: { shape: [3, 4] }, b: { shape: [4, 5] } }, run: ({ a, b }) => tf.matMul(a!, b!), gradients: ['a', 'b'] },
  { name: 'matrix product, transposed', inputs: { a: { shape: [4, 3] }, b: { shape: [5, 4] } }, run: ({ a, b }) => tf.matMul(a!, b!, true, true), gradients: ['a', 'b'] },
  { name: 'batched product', inputs: { a: { shape: [2, 3, 4] }, b: { shape: [2, 5, 4] } }, run: ({ a, b }) => tf.matMul(a!, b!, false, true), gradients: ['a', 'b'] },
  { name: 'fused product', inputs: { a: { shape: [3, 4] }, b: { shape: [4, 5] }, c: { shape: [5] } }, run: ({ a, b, c }) => tf.fused.matMul({ a: a!, b: b!, bias: c!, activation: 'relu' }), gradients: ['a', 'b', 'c'] },
];

export const kernelCases: readonly Case[] = [...unaries, ...binaries, ...reducing, ...shaping];
export type { T4, T5 };

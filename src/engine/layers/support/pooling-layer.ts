/** Pooling layers, over one to three spatial axes in either data format. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type Forward, type ForwardCall } from '../define.js';
import { channelsLast } from './format.js';
import { givenMask } from './masks.js';
import { maxOver } from './reduce.js';

type Padding = 'valid' | 'same';
/** A pooling's window along each spatial axis. */
export interface Window {
  readonly size: number[];
  readonly strides: number[];
  readonly padding: Padding;
}

function windowOf({ config }: ForwardCall, spatial: number): Window {
  const size = config.lengths('poolSize', spatial, 2);
  const strides = config.get('strides') === null || config.get('strides') === undefined ? size : config.lengths('strides', spatial);
  return { size, strides, padding: config.text('padding', 'valid').toLowerCase() === 'same' ? 'same' : 'valid' };
}

const asPair = (values: readonly number[]): [number, number] => [values[0]!, values[1]!];
const asTriple = (values: readonly number[]): [number, number, number] => [values[0]!, values[1]!, values[2]!];

/** Max pooling over one to three axes, channels last: [batch, ...places, channels]. */
export function poolMax(x: tf.Tensor, { size, strides, padding }: Window): tf.Tensor {
  if (x.rank === 3) return tf.squeeze(poolMax(tf.expandDims(x, 1), { size: [1, ...size], strides: [1, ...strides], padding }), [1]);
  if (x.rank === 5) return tf.maxPool3d(x as tf.Tensor5D, asTriple(size), asTriple(strides), padding);
  return tf.maxPool(x as tf.Tensor4D, asPair(size), asPair(strides), padding);
}

/**
 * Means over windows; positions outside the input do not count. With "same" padding the input is padded here and each mean scaled by
 * its count, because tfjs's gradient divides by the whole window also at the border.
 */
export function poolAverage(x: tf.Tensor, { size, strides, padding }: Window): tf.Tensor {
  if (x.rank === 3) return tf.squeeze(poolAverage(tf.expandDims(x, 1), { size: [1, ...size], strides: [1, ...strides], padding }), [1]);
  const axes = size.map((window, i) => alongAxis(x.shape[i + 1]!, window, strides[i]!));
  const padded = padding === 'same' && axes.some(({ before, after }) => before + after > 0);
  const input = padded ? tf.pad(x, [[0, 0], ...axes.map(({ before, after }): [number, number] => [before, after]), [0, 0]]) : x;
  const means = x.rank === 5 ? tf.avgPool3d(input as tf.Tensor5D, asTriple(size), asTriple(strides), 'valid') : tf.avgPool(input as tf.Tensor4D, asPair(size), asPair(strides), 'valid');
  if (!padded) return means;
  return axes.reduce<tf.Tensor>((scaled, { counts }, axis) => {
    const shape = Array.from({ length: x.rank }, (_, i) => (i === axis + 1 ? counts.length : 1));
    return tf.mul(scaled, tf.tensor(counts.map((count) => size[axis]! / count), shape));
  }, means);
}

/** Padding of one axis as TensorFlow's "same" has it, and how many inputs each window sees. */
function alongAxis(length: number, window: number, stride: number): { before: number; after: number; counts: number[] } {
  const positions = Math.ceil(length / stride);
  const total = Math.max((positions - 1) * stride + window - length, 0);
  const before = Math.floor(total / 2);
  const counts = Array.from({ length: positions }, (_, i) => Math.min(i * stride - before + window, length) - Math.max(i * stride - before, 0));
  return { before, after: total - before, counts };
}

export const maxPoolingLayer = (type: string, spatial: number): Forward =>
  defineForward({ type, call: (call) => channelsLast(only(call), call.config.channelsFirst, (x) => poolMax(x, windowOf(call, spatial))) });

export const averagePoolingLayer = (type: string, spatial: number): Forward =>
  defineForward({ type, call: (call) => channelsLast(only(call), call.config.channelsFirst, (x) => poolAverage(x, windowOf(call, spatial))) });

const globalLayer = (type: string, reduce: (x: tf.Tensor, axes: number[], keepdims: boolean) => tf.Tensor): Forward =>
  defineForward({
    type,
    call(call) {
      const x = only(call);
      const first = call.config.channelsFirst ? 2 : 1;
      return reduce(x, Array.from({ length: x.rank - 2 }, (_, i) => i + first), call.config.flag('keepdims', false));
    },
  });

/** The mean over the steps that are shown; not a number where none is, as in Keras. */
export const globalAveragePooling1dLayer = (type: string): Forward => {
  const plain = globalAveragePoolingLayer(type);
  return defineForward({
    ...plain,
    takesMask: true,
    call(call) {
      const mask = givenMask(call);
      if (mask === undefined) return plain.call(call);
      const x = only(call);
      const steps = call.config.channelsFirst ? 2 : 1;
      const spread = tf.expandDims(mask, call.config.channelsFirst ? 1 : 2);
      const keepdims = call.config.flag('keepdims', false);
      return tf.div(tf.sum(tf.where(spread, x, tf.zerosLike(x)), steps, keepdims), tf.sum(tf.cast(spread, 'float32'), steps, keepdims));
    },
  });
};

export const globalAveragePoolingLayer = (type: string): Forward => globalLayer(type, (x, axes, keepdims) => tf.mean(x, axes, keepdims));
export const globalMaxPoolingLayer = (type: string): Forward => globalLayer(type, maxOver);

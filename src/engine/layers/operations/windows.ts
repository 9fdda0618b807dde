/** `keras.ops` that move a window over images, and those that rearrange their pixels. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { convolve, depthwise } from '../support/conv.js';
import { channelsLast } from '../support/format.js';
import { argument, numberOf, operands, textOf, unary } from '../support/operands.js';
import { poolAverage, poolMax, type Window } from '../support/pooling-layer.js';
import { resize } from '../support/resize.js';

/** One number for all spatial axes, or one each. */
function lengths(call: ForwardCall, name: string, spatial: number, fallback?: readonly number[]): number[] {
  const value = argument(call, name) ?? fallback;
  if (typeof value === 'number') return Array.from({ length: spatial }, () => value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.length === 1 ? Array.from({ length: spatial }, () => value[0] as number) : (value);
  return call.config.fail(name, 'numbers');
}
const padding = (call: ForwardCall): 'same' | 'valid' => (textOf(call, 'padding', 'valid').toLowerCase() === 'same' ? 'same' : 'valid');
const isFirst = (call: ForwardCall): boolean => argument(call, 'data_format') === 'channels_first';
const onlyLast = (call: ForwardCall): void => void (isFirst(call) && call.config.fail('data_format', '"channels_last"'));

const sliding = (type: string, run: (x: tf.Tensor, kernel: tf.Tensor, options: Parameters<typeof convolve>[2]) => tf.Tensor) =>
  defineForward({
    type,
    call(call) {
      const [x, kernel] = operands(call, ['inputs', 'kernel']) as [tf.Tensor, tf.Tensor];
      const spatial = x.rank - 2;
      const options = { strides: lengths(call, 'strides', spatial, [1]), padding: padding(call), dilation: lengths(call, 'dilation_rate', spatial, [1]) };
      return channelsLast(x, isFirst(call), (last) => run(last, kernel, options));
    },
  });

const pooling = (type: string, run: (x: tf.Tensor, window: Window) => tf.Tensor) =>
  unary(type, (x, call) => {
    const size = lengths(call, 'pool_size', x.rank - 2);
    return channelsLast(x, isFirst(call), (last) => run(last, { size, strides: lengths(call, 'strides', x.rank - 2, size), padding: padding(call) }));
  });

/** [batch, height, width, channels] cut into windows, each laid out as one vector: row by row, the channels of a pixel together. */
function patches(x: tf.Tensor, call: ForwardCall): tf.Tensor {
  onlyLast(call);
  const [tall, wide] = lengths(call, 'size', 2) as [number, number];
  const strides = lengths(call, 'strides', 2, [tall, wide]);
  const dilation = lengths(call, 'dilation_rate', 2, [1]);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.floor(height / tall), Math.floor(width / wide)];
  if (strides[0] === tall && strides[1] === wide && dilation.every((rate) => rate === 1) && (padding(call) === 'valid' || (rows * tall === height && columns * wide === width))) {
    const whole = tf.slice(x, [0, 0, 0, 0], [batch, rows * tall, columns * wide, channels]);
    return tf.reshape(tf.transpose(tf.reshape(whole, [batch, rows, tall, columns, wide * channels]), [0, 1, 3, 2, 4]), [batch, rows, columns, tall * wide * channels]);
  }
  const depth = tall * wide * channels;
  return convolve(x, tf.reshape(tf.eye(depth), [tall, wide, channels, depth]), { strides, padding: padding(call), dilation });
}

export default [
  sliding('conv', (x, kernel, options) => convolve(x, kernel, { ...options, groups: x.shape.at(-1)! / kernel.shape.at(-2)! })),
  sliding('depthwise_conv', depthwise),
  pooling('max_pool', poolMax),
  pooling('average_pool', poolAverage),
  unary('extract_patches', patches),
  unary('depth_to_space', (x, call) => {
    onlyLast(call);
    const block = numberOf(call, 'block_size');
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    return tf.reshape(tf.transpose(tf.reshape(x, [batch, height, width, block, block, channels / block ** 2]), [0, 1, 3, 2, 4, 5]), [batch, height * block, width * block, channels / block ** 2]);
  }),
  unary('space_to_depth', (x, call) => {
    onlyLast(call);
    const block = numberOf(call, 'block_size');
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    return tf.reshape(tf.transpose(tf.reshape(x, [batch, height / block, block, width / block, block, channels]), [0, 1, 3, 2, 4, 5]), [batch, height / block, width / block, channels * block ** 2]);
  }),
  unary('resize', (x, call) => {
    onlyLast(call);
    for (const option of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio']) if (argument(call, option) === true) call.config.fail(option, 'False');
    const [height, width] = lengths(call, 'size', 2) as [number, number];
    const images = x.rank === 3 ? tf.expandDims(x, 0) : x;
    const resized = resize(tf.cast(images, 'float32'), [height, width], textOf(call, 'interpolation', 'bilinear'), argument(call, 'antialias') === true);
    return x.rank === 3 ? tf.squeeze(resized, [0]) : resized;
  }),
];

/** `keras.ops.image.affine_transform` as TensorFlow computes it (tensorflow/core/kernels/image/image_ops.h, `ProjectiveGenerator`). */
import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';

type Row = readonly [tf.Tensor, tf.Tensor, tf.Tensor];

/**
 * For each image, where an output position (x, y) lies in the input: x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2, for a perspective both
 * divided by c0 x + c1 y + c2; each [batch, 1].
 */
export interface Affine {
  readonly a: Row;
  readonly b: Row;
  readonly c?: Row;
}

const fillModes = ['reflect', 'wrap', 'constant', 'nearest'];

/** x [batch, height, width, channels] with the layer's fill mode, fill value and interpolation. */
export function affineImages(x: tf.Tensor, { a, b, c }: Affine, { config }: Pick<ForwardCall, 'config'>, defaultFill = 'reflect'): tf.Tensor {
  const [batch, height, width] = x.shape as [number, number, number];
  const fill = config.text('fillMode', defaultFill);
  const interpolation = config.text('interpolation', 'bilinear');
  if (!fillModes.includes(fill)) config.fail('fillMode', `one of ${fillModes.join(', ')}`);
  const value = fill === 'constant' ? config.number('fillValue', 0) : null;
  const size = height * width;
  const across = tf.tensor(Float32Array.from({ length: size }, (_, i) => i % width), [1, size]);
  const down = tf.tensor(Float32Array.from({ length: size }, (_, i) => Math.floor(i / width)), [1, size]);
  const along = ([first, second, offset]: Row): tf.Tensor => tf.add(tf.add(tf.mul(first, across), tf.mul(second, down)), offset);
  const position = (line: Row): tf.Tensor => (c ? tf.div(along(line), along(c)) : along(line));
  const [column, row] = [inside(position(a), width, fill), inside(position(b), height, fill)];
  const pixel = pixelsOf(x);
  /** The pixels at whole positions; outside of the image the fill value, or with other modes any pixel, which then has no weight. */
  const at = (y: tf.Tensor, x0: tf.Tensor): tf.Tensor => {
    const [clippedY, clippedX] = [tf.clipByValue(y, 0, height - 1), tf.clipByValue(x0, 0, width - 1)];
    const found = pixel(clippedY, clippedX);
    if (value === null) return found;
    const there = tf.reshape(tf.logicalAnd(tf.equal(clippedY, y), tf.equal(clippedX, x0)), [batch * size, 1]);
    return tf.where(there, found, tf.fill([1, 1], value));
  };
  if (interpolation === 'nearest') return tf.reshape(at(rounded(row), rounded(column)), x.shape);
  const [top, left] = [tf.floor(row), tf.floor(column)];
  const weight = (share: tf.Tensor): tf.Tensor => tf.reshape(share, [batch * size, 1]);
  const [below, right] = [weight(tf.sub(row, top)), weight(tf.sub(column, left))];
  const mix = (one: tf.Tensor, other: tf.Tensor, share: tf.Tensor): tf.Tensor => tf.add(tf.mul(one, tf.sub(1, share)), tf.mul(other, share));
  const line = (y: tf.Tensor): tf.Tensor => mix(at(y, left), at(y, tf.add(left, 1)), right);
  return tf.reshape(mix(line(top), line(tf.add(top, 1)), below), x.shape);
}

/** Pixels of each image by whole rows and columns that lie inside it, both [batch, any]: [batch * any, channels]. */
export function pixelsOf(x: tf.Tensor): (row: tf.Tensor, column: tf.Tensor) => tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pixels = tf.reshape<tf.Rank.R2>(x, [batch * height * width, channels]);
  // Whole numbers, since a large batch has more pixels than 32-bit fractions can count.
  const starts = tf.tensor(Int32Array.from({ length: batch }, (_, i) => i * height * width), [batch, 1], 'int32');
  return (row, column) => {
    const index = tf.add(tf.cast(tf.add(tf.mul(row, width), column), 'int32'), starts);
    return tf.gather(pixels, tf.reshape<tf.Rank.R1>(index, [index.size]));
  };
}

/** The position inside an axis that stands for one outside (`MapCoordinate`). */
function inside(at: tf.Tensor, length: number, fill: string): tf.Tensor {
  if (fill === 'constant') return at;
  const last = length - 1;
  if (fill === 'nearest' || last === 0) return tf.clipByValue(at, 0, last);
  if (fill === 'reflect') {
    const folded = tf.mod(at, 2 * length);
    return tf.clipByValue(tf.where(tf.less(folded, length), folded, tf.sub(2 * length - 1, folded)), 0, last);
  }
  const before = tf.add(at, tf.mul(tf.add(tf.floor(tf.div(tf.neg(at), last)), 1), length));
  const behind = tf.sub(at, tf.mul(tf.floor(tf.div(at, last)), length));
  return tf.clipByValue(tf.where(tf.less(at, 0), before, tf.where(tf.greater(at, last), behind, at)), 0, last);
}

/** To the nearest whole number, halves away from zero, as C rounds. */
const rounded = (at: tf.Tensor): tf.Tensor => tf.mul(tf.sign(at), tf.floor(tf.add(tf.abs(at), 0.5)));

import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type ForwardCall } from '../define.js';
import { channelsLast } from '../support/format.js';
import { histogram } from '../support/histogram.js';
import { rescaled, valueRange } from '../support/random-image.js';
import { stopGradient } from '../support/stop-gradient.js';

/** Evens out the histogram of each tile of each channel, with a limit for how often a value counts, and blends neighbouring tiles; in training and outside of it. */
export default defineForward({
  type: 'ContrastLimitedAdaptiveHistogramEqualization',
  call(call) {
    const range = valueRange(call);
    return channelsLast(tf.cast(only(call), 'float32'), call.config.channelsFirst, (x) => rescaled(clahe(rescaled(x, range, [0, 255]), call), [0, 255], range));
  },
});

const levels = 256;

function clahe(x: tf.Tensor, { config }: ForwardCall): tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [down, across] = config.lengths('tileGridSize', 2, 8) as [number, number];
  const [tall, wide] = [Math.ceil(height / down), Math.ceil(width / across)];
  const [rows, columns] = [down * tall, across * wide];
  const padded = symmetric(symmetric(x, 1, rows - height), 2, columns - width);
  const values = stopGradient(tf.floor(tf.clipByValue(padded, 0, levels - 1)));
  const tables = tablesOf(values, [batch, down, across, channels], [tall, wide], config.number('clipLimit', 4));
  const flat = tf.reshape<tf.Rank.R1>(tables, [tables.size]);
  const own = tf.add(tf.cast(values, 'int32'), wholes(channels, levels, [1, 1, 1, channels]));
  const images = wholes(batch, down * across * channels * levels, [batch, 1, 1, 1]);
  /** What the tables of a tile for each row and each column say of the values. */
  const looked = (tileRow: readonly number[], tileColumn: readonly number[]): tf.Tensor => {
    const tiles = tf.tensor(Int32Array.from({ length: rows * columns }, (_, i) => (tileRow[Math.floor(i / columns)]! * across + tileColumn[i % columns]!) * channels * levels), [1, rows, columns, 1], 'int32');
    const at = tf.add(tf.add(own, images), tiles);
    return tf.reshape(tf.gather(flat, tf.reshape<tf.Rank.R1>(at, [at.size])), [batch, rows, columns, channels]);
  };
  const [vertical, horizontal] = [neighbours(rows, tall, down), neighbours(columns, wide, across)];
  const [share, turn] = [tf.tensor(vertical.share, [1, rows, 1, 1]), tf.tensor(horizontal.share, [1, 1, columns, 1])];
  const mix = (one: tf.Tensor, other: tf.Tensor, by: tf.Tensor): tf.Tensor => tf.add(tf.mul(one, tf.sub(1, by)), tf.mul(other, by));
  const line = (tileRow: readonly number[]): tf.Tensor => mix(looked(tileRow, horizontal.first), looked(tileRow, horizontal.second), turn);
  return tf.slice(mix(line(vertical.first), line(vertical.second), share), [0, 0, 0, 0], [batch, height, width, channels]);
}

/** For each tile and channel, what becomes of each value: [batch, down, across, channels, 256]. */
function tablesOf(values: tf.Tensor, [batch, down, across, channels]: readonly [number, number, number, number], [tall, wide]: readonly [number, number], limit: number): tf.Tensor {
  const tiles = tf.transpose(tf.reshape(values, [batch, down, tall, across, wide * channels]), [0, 1, 3, 2, 4]);
  const groups = batch * down * across * channels;
  const starts = wholes(groups, levels, [batch * down * across, 1, channels]);
  const counts = histogram(tf.add(tf.cast(tf.reshape(tiles, [batch * down * across, tall * wide, channels]), 'int32'), starts), groups, levels);
  const clipped = tf.minimum(counts, (limit * (tall * wide)) / 256);
  const sums = tf.cumsum(limit > 0 ? tf.add(clipped, tf.div(tf.sum(tf.sub(counts, clipped), -1, true), 256)) : counts, 1);
  const least = tf.min(sums, -1, true);
  const rest = tf.sub(tall * wide, least);
  return tf.clipByValue(tf.div(tf.mul(tf.sub(sums, least), 255), tf.where(tf.equal(rest, 0), tf.onesLike(rest), rest)), 0, 255);
}

/** 0, step, 2 step, …: places in a table, of which there may be more than 32-bit fractions can count. */
const wholes = (count: number, step: number, shape: number[]): tf.Tensor => tf.tensor(Int32Array.from({ length: count }, (_, i) => i * step), shape, 'int32');

/** The tiles on both sides of each of `count` positions, and the second one's share; beyond the outermost tiles these. */
function neighbours(count: number, size: number, tiles: number): { readonly first: number[]; readonly second: number[]; readonly share: Float32Array } {
  const places = Array.from({ length: count }, (_, i) => (i - size / 2) / size);
  const inside = (tile: number): number => Math.min(Math.max(tile, 0), tiles - 1);
  return { first: places.map((at) => inside(Math.floor(at))), second: places.map((at) => inside(Math.floor(at) + 1)), share: Float32Array.from(places, (at) => at - Math.floor(at)) };
}

/** The last `count` lines of an axis mirrored behind it. */
function symmetric(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  if (count === 0) return x;
  return tf.mirrorPad(x, x.shape.map((_, i): [number, number] => [0, i === axis ? count : 0]), 'symmetric');
}

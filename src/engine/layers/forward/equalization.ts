import { tf } from '../../trace/tensorflow.js';
import { byteShare, histogram } from '../support/histogram.js';
import { defineForward, only, type ForwardCall } from '../define.js';
import { channelsLast } from '../support/format.js';
import { valueRange } from '../support/random-image.js';
import { stopGradient } from '../support/stop-gradient.js';

/** Evens out the histogram of each channel, counted over the whole batch, in training. In a Functional model Keras 3.15 leaves it out (`compute_output_spec` gives back what it is given). */
export default defineForward({
  type: 'Equalization',
  call(call) {
    const x = tf.cast(only(call), 'float32');
    return call.training && call.functional !== true ? channelsLast(x, call.config.channelsFirst, (images) => equalized(images, call)) : x;
  },
});

function equalized(x: tf.Tensor, call: ForwardCall): tf.Tensor {
  const channels = x.shape.at(-1)!;
  const bins = call.config.number('bins', 256);
  const [low, high] = [Math.min(...valueRange(call)), Math.max(...valueRange(call))];
  // A factor and an offset, as `_scale_values` has them: what falls on a whole number decides the bin.
  const scale = 255 / (high - low);
  const bytes = low === 0 && high === 255 ? x : tf.add(tf.mul(x, scale), -low * scale);
  const values = stopGradient(bytes);
  const starts = tf.tensor1d(Float32Array.from({ length: channels }, (_, c) => c * bins));
  const whole = (value: tf.Tensor): tf.Tensor => tf.clipByValue(tf.mul(tf.sign(value), tf.floor(tf.abs(value))), 0, bins - 1);
  const counts = histogram(tf.add(whole(tf.div(tf.mul(values, bins - 1), 255)), starts), channels, bins);
  const sums = tf.cumsum(counts, 1);
  const all = tf.slice(sums, [0, bins - 1], [channels, 1]);
  const least = tf.min(tf.where(tf.greater(sums, 0), sums, all), 1, true);
  const rest = tf.sub(all, least);
  // Below the least value there is nothing, so that no number is negative where it is looked up.
  const table = byteShare(tf.maximum(tf.sub(sums, least), 0), tf.maximum(rest, 1));
  const at = tf.cast(tf.add(whole(tf.mul(tf.div(values, 255), bins - 1)), starts), 'int32');
  const found = tf.reshape(tf.gather(tf.reshape<tf.Rank.R1>(table, [channels * bins]), tf.reshape<tf.Rank.R1>(at, [at.size])), x.shape);
  const flat = tf.lessEqual(tf.sum(tf.cast(tf.greater(counts, 0), 'float32'), 1), 1);
  const even = tf.where(tf.reshape(flat, [1, 1, 1, channels]), bytes, found);
  return low === 0 && high === 255 ? even : tf.add(tf.mul(even, (high - low) / 255), low);
}

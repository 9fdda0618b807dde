/** What Keras's random image layers have in common (`keras/src/layers/preprocessing/image_preprocessing/base_image_preprocessing_layer.py`). */
import { tf } from '../../trace/tensorflow.js';
import { only, type Forward, type ForwardCall } from '../define.js';
import { channelsLast } from './format.js';

type Pair = readonly [number, number];

/** Draws as Keras does, in the same order and shapes: `low + u * (high - low)`. */
export function uniform(call: ForwardCall, shape: readonly number[], [low, high]: Pair = [0, 1]): tf.Tensor {
  const drawn = call.random({ shape, distribution: 'uniform' });
  return low === 0 && high === 1 ? drawn : tf.add(tf.mul(drawn, high - low), low);
}

/** A pair in order, or a number for an interval around 0, within bounds (`_set_factor`). */
export function factorOf(call: ForwardCall, name = 'factor', [low]: Pair = [-1, 1], fallback?: number): Pair {
  const value = call.config.get(name) ?? fallback;
  if (typeof value === 'number') return [Math.max(-Math.abs(value), low), Math.abs(value)];
  const pair = call.config.numbers(name);
  return pair.length === 2 ? [Math.min(...pair), Math.max(...pair)] : call.config.fail(name, 'a number or two numbers');
}

export function valueRange(call: ForwardCall): Pair {
  const range = call.config.optionalNumbers('valueRange') ?? [0, 255];
  return range.length === 2 ? [range[0]!, range[1]!] : call.config.fail('valueRange', 'two numbers');
}

/** From one range of values to another. */
export function rescaled(x: tf.Tensor, [from, to]: Pair, [low, high]: Pair): tf.Tensor {
  if (from === low && to === high) return x;
  return tf.add(tf.mul(tf.div(tf.sub(x, from), to - from), high - low), low);
}

/** Its weights of red, green and blue are those of `tf.image.rgb_to_grayscale`. One channel stays as it is. */
export function grayscale(x: tf.Tensor): tf.Tensor {
  if (x.shape.at(-1) === 1) return x;
  return tf.sum(tf.mul(x, tf.tensor1d([0.2989, 0.587, 0.114])), -1, true);
}

/** For each image of the batch one or the other; `condition` is [batch]. */
export function choose(condition: tf.Tensor, chosen: tf.Tensor, otherwise: tf.Tensor): tf.Tensor {
  return tf.where(tf.reshape(condition, [condition.size, 1, 1, 1]), chosen, otherwise);
}

/** A stretch of an axis, for each image at a place of its own: which of its `length` positions lie inside, [batch, length]. `share` [batch, 1] is the stretch's part of the axis. */
export function stretch(call: ForwardCall, share: tf.Tensor, length: number): tf.Tensor {
  const extent = tf.mul(share, length);
  const start = tf.mul(tf.reshape(uniform(call, [share.size]), [share.size, 1]), tf.sub(length, extent));
  const positions = tf.tensor(Float32Array.from({ length }, (_, i) => i), [1, length]);
  return tf.logicalAnd(tf.greaterEqual(positions, start), tf.less(positions, tf.add(start, extent)));
}

/** Which pixels lie inside of both stretches, [batch, height, width, 1]. */
export function rectangle(rows: tf.Tensor, columns: tf.Tensor): tf.Tensor {
  const [[batch, height], [, width]] = [rows.shape, columns.shape] as [[number, number], [number, number]];
  return tf.logicalAnd(tf.reshape(rows, [batch, height, 1, 1]), tf.reshape(columns, [batch, 1, width, 1]));
}

/** A layer that changes images [batch, height, width, channels] in training, and leaves them alone otherwise. */
export function randomImageLayer(type: string, change: (x: tf.Tensor, call: ForwardCall) => tf.Tensor): Forward {
  return {
    type,
    call(call) {
      const x = tf.cast(only(call), 'float32');
      return call.training ? channelsLast(x, call.config.channelsFirst, (images) => change(images, call)) : x;
    },
  };
}

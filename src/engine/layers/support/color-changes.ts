/** Changes of colour that more than one of Keras's layers makes. */
import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';
import { fromHsv, toHsv } from './hsv.js';
import { rescaled, uniform } from './random-image.js';

type Pair = readonly [number, number];

/** Turns the hue by up to half of `factor`, either way (`RandomHue`). */
export function hueChanged(x: tf.Tensor, call: ForwardCall, factor: Pair, range: Pair): tf.Tensor {
  const batch = x.shape[0];
  const sign = tf.where(tf.greater(uniform(call, [batch]), 0.5), tf.fill([batch], -1), tf.fill([batch], 1));
  const turn = tf.reshape(tf.mul(tf.mul(sign, uniform(call, [batch], factor)), 0.5), [batch, 1, 1, 1]);
  const colors = toHsv(rescaled(x, range, [0, 1]));
  const turned = tf.add(colors.hue, turn);
  const wrapped = tf.where(tf.greater(turned, 1), tf.sub(turned, 1), turned);
  return rescaled(tf.clipByValue(fromHsv({ ...colors, hue: tf.where(tf.less(wrapped, 0), tf.add(wrapped, 1), wrapped) }), 0, 1), [0, 1], range);
}

/** Multiplies the saturation by f / (1 - f) (`RandomSaturation`). */
export function saturationChanged(x: tf.Tensor, call: ForwardCall, factor: Pair, [least, most]: Pair): tf.Tensor {
  const batch = x.shape[0];
  const drawn = uniform(call, [batch], factor);
  const times = tf.reshape(tf.div(drawn, tf.add(tf.sub(1, drawn), 1e-7)), [batch, 1, 1, 1]);
  const colors = toHsv(x);
  return fromHsv({ ...colors, saturation: tf.clipByValue(tf.mul(colors.saturation, times), least, most) });
}

/** Moves values from or towards each channel's mean (`RandomContrast`). */
export function contrastChanged(x: tf.Tensor, call: ForwardCall, [low, high]: Pair, [least, most]: Pair): tf.Tensor {
  const factor = uniform(call, [x.shape[0], 1, 1, 1], [1 - low, 1 + high]);
  const mean = tf.mean(x, [1, 2], true);
  return tf.clipByValue(tf.add(tf.mul(tf.sub(x, mean), factor), mean), least, most);
}

/** Adds a share of the range of values (`RandomBrightness`). */
export function brightnessChanged(x: tf.Tensor, call: ForwardCall, factor: Pair, range: Pair): tf.Tensor {
  const [least, most] = [Math.min(...range), Math.max(...range)];
  return tf.clipByValue(tf.add(x, tf.mul(uniform(call, [x.shape[0], 1, 1, 1], factor), most - least)), least, most);
}

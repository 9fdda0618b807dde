/** Colours as hue, saturation and value in [0, 1], and back (TensorFlow's `RGBToHSV` and `HSVToRGB`). */
import { tf } from '../../trace/tensorflow.js';

export interface Hsv {
  readonly hue: tf.Tensor;
  readonly saturation: tf.Tensor;
  readonly value: tf.Tensor;
}

/** x [batch, height, width, 3]; each part [batch, height, width, 1]. */
export function toHsv(x: tf.Tensor): Hsv {
  const [red, green, blue] = tf.split(x, 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const value = tf.max(x, 3, true);
  const range = tf.sub(value, tf.min(x, 3, true));
  const none = tf.zerosLike(value);
  const saturation = tf.where(tf.greater(value, 0), tf.div(range, tf.where(tf.greater(value, 0), value, tf.onesLike(value))), none);
  const unit = tf.div(1 / 6, tf.where(tf.greater(range, 0), range, tf.onesLike(range)));
  const angle = tf.where(
    tf.equal(red, value),
    tf.mul(unit, tf.sub(green, blue)),
    tf.where(tf.equal(green, value), tf.add(tf.mul(unit, tf.sub(blue, red)), 2 / 6), tf.add(tf.mul(unit, tf.sub(red, green)), 4 / 6)),
  );
  const hue = tf.where(tf.greater(range, 0), angle, none);
  return { hue: tf.where(tf.less(hue, 0), tf.add(hue, 1), hue), saturation, value };
}

export function fromHsv({ hue, saturation, value }: Hsv): tf.Tensor {
  const turn = tf.mul(hue, 6);
  const ramp = (x: tf.Tensor): tf.Tensor => tf.clipByValue(x, 0, 1);
  const channels = [ramp(tf.sub(tf.abs(tf.sub(turn, 3)), 1)), ramp(tf.sub(2, tf.abs(tf.sub(turn, 2)))), ramp(tf.sub(2, tf.abs(tf.sub(turn, 4))))];
  return tf.concat(channels.map((channel) => tf.mul(tf.add(tf.sub(1, saturation), tf.mul(saturation, channel)), value)), 3);
}

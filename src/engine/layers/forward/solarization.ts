import { tf } from '../../trace/tensorflow.js';
import { randomImageLayer, rescaled, uniform, valueRange } from '../support/random-image.js';
import type { ForwardCall } from '../define.js';

/** Values at or above a threshold are inverted, after something was added. */
export default randomImageLayer('Solarization', (x, call) => {
  const drawn = (name: string, fallback: number): tf.Tensor => {
    const [low, high] = share(call, name, fallback);
    return uniform(call, [x.shape[0], 1, 1, 1], [low, high * 255]);
  };
  const [added, threshold] = [drawn('additionFactor', 0), drawn('thresholdFactor', 0)];
  const range = valueRange(call);
  const brighter = tf.clipByValue(tf.add(rescaled(x, range, [0, 255]), added), 0, 255);
  return rescaled(tf.where(tf.less(brighter, threshold), brighter, tf.sub(255, brighter)), [0, 255], range);
});

/** A number stands for the interval from 0. */
function share({ config }: ForwardCall, name: string, fallback: number): readonly [number, number] {
  const value = config.get(name) ?? fallback;
  if (typeof value === 'number') return [0, value];
  const pair = config.numbers(name);
  return [Math.min(...pair), Math.max(...pair)];
}

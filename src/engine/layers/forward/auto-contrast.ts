import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { rescaled, valueRange } from '../support/random-image.js';

/** Stretches each channel of each image over the whole range of values, in training and outside of it; a channel of one value stays. Keras takes the axes 1 and 2 whatever the data format. */
export default defineForward({
  type: 'AutoContrast',
  call(call) {
    const x = tf.cast(only(call), 'float32');
    const range = valueRange(call);
    const bytes = rescaled(x, range, [0, 255]);
    const [low, high] = [tf.min(bytes, [1, 2], true), tf.max(bytes, [1, 2], true)];
    const flat = tf.equal(low, high);
    const scale = tf.div(255, tf.where(flat, tf.onesLike(high), tf.sub(high, low)));
    const stretched = rescaled(tf.clipByValue(tf.mul(tf.sub(bytes, low), scale), 0, 255), [0, 255], range);
    return tf.where(flat, x, stretched);
  },
});

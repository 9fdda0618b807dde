import { tf } from '../../trace/tensorflow.js';
import { factorOf, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

/** Between a smoothed image (0) and a sharpened one (1); at 0.5 it stays as it is. */
export default randomImageLayer('RandomSharpness', (x, call) => {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const factor = tf.mul(tf.reshape(uniform(call, [batch], factorOf(call, 'factor', [0, 1])), [batch, 1, 1, 1]), 2);
  const kernel = Float32Array.from({ length: 9 * channels }, (_, i) => (Math.floor(i / channels) === 4 ? 5 : 1) / 13);
  const smooth = tf.depthwiseConv2d(x as tf.Tensor4D, tf.tensor4d(kernel, [3, 3, channels, 1]), 1, 'same');
  return tf.clipByValue(tf.add(x, tf.mul(tf.sub(1, factor), tf.sub(smooth, x))), ...valueRange(call));
});

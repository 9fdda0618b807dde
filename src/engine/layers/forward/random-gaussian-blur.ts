import { tf } from '../../trace/tensorflow.js';
import { choose, factorOf, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

/** One blur for the whole batch; `factor` is the share of images that get it. */
export default randomImageLayer('RandomGaussianBlur', (x, call) => {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const [first, second] = call.config.lengths('kernelSize', 2, 3) as [number, number];
  const probability = uniform(call, [batch], factorOf(call, 'factor', [0, 1], 1));
  const blurred = tf.less(uniform(call, [batch]), probability);
  const sigma = tf.add(uniform(call, [2], factorOf(call, 'sigma', [0, 1], 1)), 1e-6);
  const line = (size: number, i: number): tf.Tensor => {
    const distance = tf.tensor1d(Array.from({ length: size }, (_, k) => k - (size - 1) / 2));
    const weights = tf.exp(tf.mul(tf.square(tf.div(distance, tf.slice(sigma, [i], [1]))), -0.5));
    return tf.div(weights, tf.sum(weights));
  };
  // Keras lays the products out in rows of the second size and then reads them in the first; for two sizes that differ they are mixed.
  const kernel = tf.reshape(tf.mul(tf.reshape(line(second, 1), [second, 1]), tf.reshape(line(first, 0), [1, first])), [first, second, 1, 1]);
  const smooth = tf.depthwiseConv2d(x as tf.Tensor4D, tf.tile(kernel, [1, 1, channels, 1]) as tf.Tensor4D, 1, 'same');
  return tf.clipByValue(choose(blurred, smooth, x), ...valueRange(call));
});

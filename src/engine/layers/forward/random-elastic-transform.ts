import { tf } from '../../trace/tensorflow.js';
import { mapCoordinates } from '../support/map-coordinates.js';
import { choose, factorOf, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

/**
 * Bends images: each pixel comes from a place that smoothed noise has moved, along both axes alike, since Keras draws both from one seed.
 * Where Keras does not know the batch size (a last batch that is shorter, a folder) it bends the first image of a batch in place of each;
 * here each image is bent.
 */
export default randomImageLayer('RandomElasticTransform', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [factor, scale] = [factorOf(call, 'factor', [0, 1], 1), factorOf(call, 'scale', [0, 1], 1)];
  if (factor[1] === 0 || scale[1] === 0) return x;
  const probability = uniform(call, [batch], factor);
  const bent = tf.less(uniform(call, [batch]), probability);
  const distortion = uniform(call, [], scale);
  const sigma = tf.mul(distortion, 0.05 * Math.min(height, width));
  const noise = tf.mul(call.random({ shape: [batch, height, width], distribution: 'normal' }), sigma);
  const moved = tf.mul(blurred(noise, sigma, Math.floor(0.05 * scale[1] * Math.min(height, width))), tf.mul(distortion, 0.1 * Math.max(height, width)));
  const place = (length: number, at: (i: number) => number): tf.Tensor => tf.tensor(Float32Array.from({ length }, (_, i) => at(i)), [1, length]);
  const size = height * width;
  const flat = tf.reshape(moved, [batch, size]);
  const made = mapCoordinates(x, tf.add(place(size, (i) => Math.floor(i / width)), flat), tf.add(place(size, (i) => i % width), flat), call);
  return tf.clipByValue(choose(bent, made, x), ...valueRange(call));
});

/** Smoothed by a Gauss kernel that reaches 3 whole sigmas far; `most` is the largest that they can be. x [batch, height, width]. */
function blurred(x: tf.Tensor, sigma: tf.Tensor, most: number): tf.Tensor {
  const reach = tf.mul(tf.floor(sigma), 3);
  const distance = tf.tensor1d(Float32Array.from({ length: 6 * most + 1 }, (_, i) => i - 3 * most));
  const weights = tf.where(tf.lessEqual(tf.abs(distance), reach), tf.exp(tf.mul(tf.square(tf.div(distance, sigma)), -0.5)), tf.zerosLike(distance));
  const kernel = tf.div(weights, tf.sum(weights));
  const along = (images: tf.Tensor, shape: [number, number]): tf.Tensor => tf.depthwiseConv2d(images as tf.Tensor4D, tf.reshape(kernel, [...shape, 1, 1]), 1, 'same');
  return along(along(tf.expandDims(x, 3), [6 * most + 1, 1]), [1, 6 * most + 1]);
}

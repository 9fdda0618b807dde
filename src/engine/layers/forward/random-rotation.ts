import { tf } from '../../trace/tensorflow.js';
import { affineImages } from '../support/affine-images.js';
import { factorOf, randomImageLayer, uniform } from '../support/random-image.js';

/** About the middle of the image, by a share of a full turn. */
export default randomImageLayer('RandomRotation', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [low, high] = factorOf(call);
  const angle = tf.mul(tf.reshape(uniform(call, [batch], [low * 360, high * 360]), [batch, 1]), Math.PI / 180);
  const [cos, sin] = [tf.cos(angle), tf.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const a2 = tf.sub(tf.sub(middleX, tf.mul(cos, middleX)), tf.mul(tf.neg(sin), middleY));
  const b2 = tf.sub(tf.sub(middleY, tf.mul(sin, middleX)), tf.mul(cos, middleY));
  return affineImages(x, { a: [cos, tf.neg(sin), a2], b: [sin, cos, b2] }, call);
});

import { tf } from '../../trace/tensorflow.js';
import { affineImages } from '../support/affine-images.js';
import { factorOf, randomImageLayer, uniform } from '../support/random-image.js';

/** By shares of height and width. */
export default randomImageLayer('RandomTranslation', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const down = tf.mul(uniform(call, [batch, 1], factorOf(call, 'heightFactor')), height);
  const across = tf.mul(uniform(call, [batch, 1], factorOf(call, 'widthFactor')), width);
  const [one, none] = [tf.onesLike(down), tf.zerosLike(down)];
  return affineImages(x, { a: [one, none, tf.neg(across)], b: [none, one, tf.neg(down)] }, call);
});

import { tf } from '../../trace/tensorflow.js';
import { affineImages } from '../support/affine-images.js';
import { factorOf, randomImageLayer, uniform } from '../support/random-image.js';

export default randomImageLayer('RandomShear', (x, call) => {
  const batch = x.shape[0];
  const sign = tf.where(tf.greater(uniform(call, [batch, 1]), 0.5), tf.fill([batch, 1], -1), tf.fill([batch, 1], 1));
  const down = tf.mul(uniform(call, [batch, 1], factorOf(call, 'yFactor', [-1, 1], 0)), sign);
  const across = tf.mul(uniform(call, [batch, 1], factorOf(call, 'xFactor', [-1, 1], 0)), sign);
  const [one, none] = [tf.onesLike(sign), tf.zerosLike(sign)];
  return affineImages(x, { a: [one, across, none], b: [down, one, none] }, call);
});

import { tf } from '../../trace/tensorflow.js';
import { choose, grayscale, randomImageLayer, uniform } from '../support/random-image.js';

/** `factor` is the share of images that lose their colour. */
export default randomImageLayer('RandomGrayscale', (x, call) => {
  const gray = tf.less(uniform(call, [x.shape[0]]), call.config.number('factor', 0.5));
  return choose(gray, tf.mul(grayscale(x), tf.ones([1, 1, 1, x.shape[3]!])), x);
});

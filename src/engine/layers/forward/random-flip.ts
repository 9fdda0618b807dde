import { tf } from '../../trace/tensorflow.js';
import { choose, randomImageLayer, uniform } from '../support/random-image.js';

/** An image is mirrored in all directions of `mode` or in none. */
export default randomImageLayer('RandomFlip', (x, call) => {
  const mode = call.config.text('mode', 'horizontal_and_vertical');
  const flips = tf.lessEqual(uniform(call, [x.shape[0], 1, 1, 1]), 0.5);
  const axes = [...(mode.includes('vertical') ? [1] : []), ...(mode.includes('horizontal') ? [2] : [])];
  return axes.length === 0 ? x : choose(flips, tf.reverse(x, axes), x);
});

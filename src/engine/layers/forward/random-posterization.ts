import { tf } from '../../trace/tensorflow.js';
import { factorOf, randomImageLayer, rescaled, uniform, valueRange } from '../support/random-image.js';

/** Of 8 bits some of the highest stay. */
export default randomImageLayer('RandomPosterization', (x, call) => {
  const [low, high] = factorOf(call, 'factor', [1, 8]);
  const batch = x.shape[0];
  const bits = low === high ? tf.fill([batch], low) : tf.floor(uniform(call, [batch], [low, high]));
  const step = tf.reshape(tf.pow(2, tf.sub(8, bits)), [batch, 1, 1, 1]);
  const range = valueRange(call);
  const whole = tf.floor(rescaled(x, range, [0, 255]));
  return rescaled(tf.mul(tf.floor(tf.div(whole, step)), step), [0, 255], range);
});

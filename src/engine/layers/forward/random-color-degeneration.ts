import { tf } from '../../trace/tensorflow.js';
import { factorOf, grayscale, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

export default randomImageLayer('RandomColorDegeneration', (x, call) => {
  const factor = uniform(call, [x.shape[0], 1, 1, 1], factorOf(call));
  return tf.clipByValue(tf.add(x, tf.mul(tf.sub(grayscale(x), x), factor)), ...valueRange(call));
});

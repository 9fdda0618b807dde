import { tf } from '../../trace/tensorflow.js';
import { beta } from '../support/gamma.js';
import { permutation } from '../support/permutation.js';
import { factorOf, randomImageLayer, rectangle, stretch, uniform } from '../support/random-image.js';

/**
 * A rectangle of each image is taken from another of its batch. Inside a model there are no labels to mix, in Keras neither. The rectangle's
 * size is of the beta distribution for any parameter; TensorFlow's numbers for one below 0.01 may be 0 / 0, and the whole image then stays.
 */
export default randomImageLayer('CutMix', (x, call) => {
  const [batch, height, width] = x.shape as [number, number, number];
  const [low, high] = factorOf(call, 'factor', [0, 1], 1);
  const alpha = tf.add(uniform(call, [], [low, high]), 1e-6);
  const side = tf.reshape(tf.sqrt(tf.sub(1, beta(call, [batch], alpha))), [batch, 1]);
  const [columns, rows] = [stretch(call, side, width), stretch(call, side, height)];
  return tf.where(rectangle(rows, columns), tf.gather(x, permutation(call, batch)), x);
});

import { tf } from '../trace/tensorflow.js';

/** m + (x - m) (1 - beta): Keras's way of writing an exponential average. */
export const follow = (average: tf.Tensor, x: tf.Tensor, beta: number): tf.Tensor => tf.add(average, tf.mul(tf.sub(x, average), 1 - beta));

/** beta^(iteration + ahead), as a scalar tensor. */
export const power = (beta: number, iteration: tf.Tensor, ahead = 1): tf.Tensor => tf.pow(tf.scalar(beta), tf.add(iteration, ahead));

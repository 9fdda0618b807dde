import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { beta } from '../support/gamma.js';
import { mixedWith } from '../support/mixed.js';
import { permutation } from '../support/permutation.js';
import { factorOf, randomImageLayer, rectangle, stretch, uniform } from '../support/random-image.js';

/**
 * A rectangle of each image is taken from another of its batch, and labels are blended by its area. Inside a model there are no labels to mix,
 * in Keras neither. The rectangle's size is of the beta distribution for any parameter; TensorFlow's numbers for one below 0.01 may be 0 / 0,
 * and the whole image then stays.
 */
export default defineForward({
  ...randomImageLayer('CutMix', (x, call) => {
    const [batch, height, width] = x.shape as [number, number, number];
    const { order, rows, columns } = drawn(call, batch, height, width);
    return tf.where(rectangle(rows, columns), tf.gather(x, order), x);
  }),
  labels(labels, call) {
    const { order, share } = drawn(call, labels.shape[0], 1, 1);
    return mixedWith(labels, order, share);
  },
});

/** What is drawn for a batch of images of some size: which pixels of which others they take, and the part of each that stays. */
function drawn(call: ForwardCall, batch: number, height: number, width: number): { readonly order: tf.Tensor; readonly rows: tf.Tensor; readonly columns: tf.Tensor; readonly share: tf.Tensor } {
  const [low, high] = factorOf(call, 'factor', [0, 1], 1);
  const alpha = tf.add(uniform(call, [], [low, high]), 1e-6);
  const share = beta(call, [batch], alpha);
  const side = tf.reshape(tf.sqrt(tf.sub(1, share)), [batch, 1]);
  const [columns, rows] = [stretch(call, side, width), stretch(call, side, height)];
  return { order: permutation(call, batch), rows, columns, share };
}

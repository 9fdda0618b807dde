import { type tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { beta } from '../support/gamma.js';
import { mixedWith } from '../support/mixed.js';
import { permutation } from '../support/permutation.js';
import { randomImageLayer } from '../support/random-image.js';

/** Each image blended with another of its batch, and its label with that of the other. Inside a model there are no labels to blend, in Keras neither. */
export default defineForward({
  ...randomImageLayer('MixUp', (x, call) => blended(x, call)),
  labels: (labels, call) => blended(labels, call),
});

function blended(x: tf.Tensor, call: ForwardCall): tf.Tensor {
  const batch = x.shape[0];
  const order = permutation(call, batch);
  return mixedWith(x, order, beta(call, [batch], call.config.number('alpha', 0.2)));
}

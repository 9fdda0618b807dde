import { tf } from '../../trace/tensorflow.js';
import { beta } from '../support/gamma.js';
import { permutation } from '../support/permutation.js';
import { randomImageLayer } from '../support/random-image.js';

/** Each image blended with another of its batch. Inside a model there are no labels to blend, in Keras neither. */
export default randomImageLayer('MixUp', (x, call) => {
  const [batch] = x.shape as [number];
  const order = permutation(call, batch);
  const share = tf.reshape(beta(call, [batch], call.config.number('alpha', 0.2)), [batch, 1, 1, 1]);
  return tf.add(tf.mul(share, x), tf.mul(tf.sub(1, share), tf.gather(x, order)));
});

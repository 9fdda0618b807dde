import { tf } from '../../trace/tensorflow.js';
import { attentionLayer } from '../support/attention.js';
import { optionalWeight } from '../support/weights.js';

/** Additive attention (Bahdanau et al. 2015). */
export default attentionLayer('AdditiveAttention', (call, query, key) => {
  const scale = optionalWeight(call, 'scale');
  const mixed = tf.tanh(tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1)));
  return tf.sum(scale ? tf.mul(mixed, scale) : mixed, -1);
});

import { tf } from '../../trace/tensorflow.js';
import { attentionLayer } from '../support/attention.js';
import { optionalWeight } from '../support/weights.js';

/** Dot-product attention (Luong et al. 2015), or with `score_mode="concat"` a learned sum of tanh. */
export default attentionLayer('Attention', (call, query, key) => {
  const scale = optionalWeight(call, 'scale');
  if (call.config.text('scoreMode', 'dot') === 'dot') {
    const scores = tf.matMul(query, key, false, true);
    return scale ? tf.mul(scores, scale) : scores;
  }
  const sums = tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1));
  return tf.mul(optionalWeight(call, 'concat_score_weight')!, tf.sum(tf.tanh(scale ? tf.mul(sums, scale) : sums), -1));
});

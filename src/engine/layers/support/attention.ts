import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type ForwardCall } from '../define.js';
import { dropOut } from './dropout.js';
import { softmax } from './softmax.js';

/** [queries, keys] of 0 where a query may look and a large negative number where it would look ahead. */
export function causalMask(queries: number, keys: number): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: queries * keys }, (_, i) => (i % keys <= Math.floor(i / keys) ? 0 : -1e9)), [queries, keys]);
}

/** Attention and AdditiveAttention: inputs are query [batch, queries, size], value [batch, keys, size] and, where it differs, key. */
export const attentionLayer = (type: string, score: (call: ForwardCall, query: tf.Tensor, key: tf.Tensor) => tf.Tensor): Forward =>
  defineForward({
    type,
    call(call) {
      const [query, value, key = value] = call.inputs as [tf.Tensor, tf.Tensor, tf.Tensor?];
      let scores = score(call, query, key);
      if (call.arguments.useCausalMask === true || call.arguments.use_causal_mask === true) scores = tf.add(scores, causalMask(query.shape[1]!, key.shape[1]!));
      const weights = softmax(scores);
      const dropped = call.config.number('dropout', 0) > 0 ? dropOut({ ...call, config: call.config.renamed({ rate: 'dropout' }) }, weights, weights.shape) : weights;
      const result = tf.matMul(dropped, value);
      const asked = call.arguments.returnAttentionScores === true || call.arguments.return_attention_scores === true;
      return asked ? [result, weights] : result;
    },
  });

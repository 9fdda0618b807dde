import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { causalMask } from '../support/attention.js';
import { contract } from '../support/einsum.js';
import { dropOut } from '../support/dropout.js';
import { softmax } from '../support/softmax.js';
import { optionalWeight, weightNamed } from '../support/weights.js';

/** Attention with several heads (Vaswani et al. 2017) over one axis: inputs are query, value and, where it differs, key. */
export default defineForward({
  type: 'MultiHeadAttention',
  call(call) {
    const [query, value, key = value] = call.inputs as [tf.Tensor, tf.Tensor, tf.Tensor?];
    if (query.rank !== 3 || value.rank !== 3) return call.config.fail('attentionAxes', 'inputs of shape (batch, steps, features)');
    const q = tf.mul(project(call, query, 'query'), 1 / Math.sqrt(call.config.number('keyDim')));
    let scores = contract('btnh,bsnh->bnts', q, project(call, key, 'key'));
    if (call.arguments.useCausalMask === true || call.arguments.use_causal_mask === true) scores = tf.add(scores, causalMask(query.shape[1]!, value.shape[1]!));
    const weights = softmax(scores);
    const dropped = call.config.number('dropout', 0) > 0 ? dropOut({ ...call, config: call.config.renamed({ rate: 'dropout' }) }, weights, weights.shape) : weights;
    const context = contract('bnts,bsnh->btnh', dropped, project(call, value, 'value'));
    const output = contract('btnh,nho->bto', context, weightNamed(call, 'attention_output/kernel'));
    const bias = optionalWeight(call, 'attention_output/bias');
    const result = bias ? tf.add(output, bias) : output;
    const asked = call.arguments.returnAttentionScores === true || call.arguments.return_attention_scores === true;
    return asked ? [result, weights] : result;
  },
});

/** [batch, steps, features] to [batch, steps, heads, size]. */
function project(call: ForwardCall, x: tf.Tensor, which: 'query' | 'key' | 'value'): tf.Tensor {
  const product = contract('btf,fnh->btnh', x, weightNamed(call, `${which}/kernel`));
  const bias = optionalWeight(call, `${which}/bias`);
  return bias ? tf.add(product, bias) : product;
}

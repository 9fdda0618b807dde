import { tf } from '../../trace/tensorflow.js';
import { defineForward, type ForwardCall } from '../define.js';
import { both, causalMask, dropScores, hiddenScore, isAsked } from '../support/attention.js';
import { contract } from '../support/einsum.js';
import { asBool, maskOf, setMask } from '../support/masks.js';
import { softmax } from '../support/softmax.js';
import { optionalWeight, weightNamed } from '../support/weights.js';

/** Attention with several heads (Vaswani et al. 2017) over one axis: inputs are query, value and, where it differs, key. */
export default defineForward({
  type: 'MultiHeadAttention',
  mask: ([ofQuery]) => [ofQuery],
  call(call) {
    const { query, value, key } = inputsOf(call);
    if (query.rank !== 3 || value.rank !== 3) return call.config.fail('attentionAxes', 'inputs of shape (batch, steps, features)');
    const shown = shownKeys(call);
    const q = tf.mul(project(call, query, 'query'), 1 / Math.sqrt(call.config.number('keyDim')));
    const scores = contract('btnh,bsnh->bnts', q, project(call, key, 'key'));
    const padded = shown ? tf.where(shown, scores, tf.fill(scores.shape, hiddenScore)) : scores;
    const asked = isAsked(call, 'returnAttentionScores', 'return_attention_scores');
    // With dropout or scores Keras takes its Softmax layer, which gives a query that sees no key zeros; otherwise all keys count the same.
    const own = asked || call.config.number('dropout', 0) > 0;
    const weights = own && shown ? tf.where(shown, softmax(padded), tf.zerosLike(scores)) : softmax(padded);
    const context = contract('bnts,bsnh->btnh', dropScores(call, weights), project(call, value, 'value'));
    const output = contract('btnh,nho->bto', context, weightNamed(call, 'attention_output/kernel'));
    const bias = optionalWeight(call, 'attention_output/bias');
    const result = bias ? tf.add(output, bias) : output;
    return asked ? [result, weights] : result;
  },
});

/** By the names of their arguments where the graph has them, else in Keras's order. */
function inputsOf({ inputs, named }: ForwardCall): { query: tf.Tensor; value: tf.Tensor; key: tf.Tensor; hasKey: boolean } {
  const [query, second, third] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor?];
  const value = named.value?.[0] ?? second;
  const key = named.key?.[0] ?? third;
  return { query, value, key: key ?? value, hasKey: key !== undefined };
}

/**
 * Which keys each query sees, [batch, 1, queries, keys]; undefined for all (`MultiHeadAttention._compute_attention_mask`). Keras takes the
 * masks from the tensors while it looks: whoever uses the same tensors later finds none (`MultiHeadAttention.call` of Keras 3.15).
 */
function shownKeys(call: ForwardCall): tf.Tensor | undefined {
  const { query, value, key, hasKey } = inputsOf(call);
  const { valueMask, keyMask, attentionMask } = call.named;
  const rows = maskOf(query);
  const columns = both(valueMask ? asBool(valueMask[0]!) : call.handedMask(value), keyMask ? asBool(keyMask[0]!) : hasKey ? call.handedMask(key) : undefined);
  for (const tensor of [query, value, key]) setMask(tensor, undefined);
  const causal = isAsked(call, 'useCausalMask', 'use_causal_mask') ? causalMask(query.shape[1]!, value.shape[1]!) : undefined;
  const given = attentionMask ? asBool(attentionMask[0]!) : undefined;
  const shown = [rows && tf.expandDims(rows, 2), columns && tf.expandDims(columns, 1), causal, given].reduce(both, undefined);
  if (shown === undefined) return undefined;
  const spread = shown.rank === 2 ? tf.expandDims(shown, 0) : shown;
  return tf.broadcastTo(tf.expandDims(spread, 1), [query.shape[0], call.config.number('numHeads'), query.shape[1]!, key.shape[1]!]);
}

/** [batch, steps, features] to [batch, steps, heads, size]. */
function project(call: ForwardCall, x: tf.Tensor, which: 'query' | 'key' | 'value'): tf.Tensor {
  const product = contract('btf,fnh->btnh', x, weightNamed(call, `${which}/kernel`));
  const bias = optionalWeight(call, `${which}/bias`);
  return bias ? tf.add(product, bias) : product;
}

/** What the attention layers share: which keys a query may look at, and the softmax over them. */
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type ForwardCall } from '../define.js';
import { dropOut } from './dropout.js';
import { softmax } from './softmax.js';

/** What the score of a hidden key becomes. */
export const hiddenScore = -1e9;

/** [1, queries, keys]: a query sees no key behind its own place. */
export function causalMask(queries: number, keys: number): tf.Tensor {
  return tf.tensor(Uint8Array.from({ length: queries * keys }, (_, i) => Number(i % keys <= Math.floor(i / keys))), [1, queries, keys], 'bool');
}

/** Both masks together; undefined hides nothing. */
export const both = (a: tf.Tensor | undefined, b: tf.Tensor | undefined): tf.Tensor | undefined => (a && b ? tf.logicalAnd(a, b) : (a ?? b));

/** Whether a flag is set at the call. */
export const isAsked = ({ arguments: given }: Pick<ForwardCall, 'arguments'>, camel: string, snake: string): boolean => given[camel] === true || given[snake] === true;

/** The layer's dropout on its attention scores. */
export const dropScores = (call: ForwardCall, scores: tf.Tensor): tf.Tensor =>
  call.config.number('dropout', 0) > 0 ? dropOut({ ...call, config: call.config.renamed({ rate: 'dropout' }) }, scores, scores.shape) : scores;

/**
 * Attention and AdditiveAttention: inputs are query [batch, queries, size], value [batch, keys, size] and, where it differs, key. Keys that
 * the value's mask hides are not looked at; results of queries that the query's mask hides are 0 (`Attention.call` of Keras 3.15).
 */
export const attentionLayer = (type: string, score: (call: ForwardCall, query: tf.Tensor, key: tf.Tensor) => tf.Tensor): Forward =>
  defineForward({
    type,
    takesMask: true,
    mask: ([ofQuery]) => [ofQuery],
    call(call) {
      const [query, value, key = value] = call.inputs as [tf.Tensor, tf.Tensor, tf.Tensor?];
      if (call.named.mask !== undefined && call.named.mask.length < 2) {
        throw new UserError(`Layer "${call.layer.name}" (${type}) is given one mask, and whether it is the query's or the value's could not be determined. Give both as mask=[query_mask, value_mask].`);
      }
      const [ofQuery, ofValue] = call.masks;
      const scores = score(call, query, key);
      const causal = isAsked(call, 'useCausalMask', 'use_causal_mask') ? causalMask(query.shape[1]!, key.shape[1]!) : undefined;
      const shown = both(ofValue && tf.expandDims(ofValue, 1), causal);
      const weights = softmax(shown ? tf.where(shown, scores, tf.add(scores, hiddenScore)) : scores);
      const attended = tf.matMul(dropScores(call, weights), value);
      const result = ofQuery ? tf.where(tf.expandDims(ofQuery, -1), attended, tf.zerosLike(attended)) : attended;
      return isAsked(call, 'returnAttentionScores', 'return_attention_scores') ? [result, weights] : result;
    },
  });

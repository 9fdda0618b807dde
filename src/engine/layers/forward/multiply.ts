import { tf } from '../../trace/tensorflow.js';
import { maskedMergeLayer } from '../support/merge.js';

/** Hidden steps count as 1, and as 0 in the result where every input hides some. */
export default maskedMergeLayer('Multiply', (a, b) => tf.mul(a, b), (inputs, masks) => {
  const shown = inputs.map((x, i) => (masks[i] ? tf.where(masks[i], x, tf.onesLike(x)) : x));
  const product = shown.reduce((a, b) => tf.mul(a, b));
  const known = masks.filter((mask) => mask !== undefined);
  if (known.length < masks.length) return { output: product, mask: undefined };
  const mask = known.reduce((a, b) => tf.logicalOr(a, b));
  return { output: tf.where(mask, product, tf.zerosLike(product)), mask };
});

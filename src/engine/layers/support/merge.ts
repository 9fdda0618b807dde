/** Layers that combine tensors element by element, with Keras's broadcasting. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type MaskRule } from '../define.js';
import { maskOf, maskOfElements, setMask } from './masks.js';

/** Tensors of fewer axes get axes of length 1 behind the batch, as Keras's `Merge` gives them. */
function align(inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x) => (x.rank === rank ? x : tf.reshape(x, [x.shape[0], ...Array.from({ length: rank - x.rank }, () => 1), ...x.shape.slice(1)])));
}

/** Steps that no input shows are hidden, where every input hides some (`Merge.compute_mask`). */
const shownBySome: MaskRule = (masks) => {
  const known = masks.filter((mask) => mask !== undefined);
  return known.length < masks.length ? [] : [known.reduce((a, b) => tf.logicalOr(a, b))];
};

export const mergeLayer = (type: string, combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, finish: (x: tf.Tensor, count: number) => tf.Tensor = (x) => x): Forward =>
  defineForward({ type, mask: shownBySome, call: ({ inputs }) => finish(align(inputs).reduce(combine), inputs.length) });

/** A merge to which hidden steps bring nothing: `combineShown` gets the masks of all elements (undefined where a tensor hides nothing). */
export const maskedMergeLayer = (
  type: string,
  combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  combineShown: (inputs: readonly tf.Tensor[], masks: readonly (tf.Tensor | undefined)[]) => { readonly output: tf.Tensor; readonly mask: tf.Tensor | undefined },
): Forward =>
  defineForward({
    type,
    mask: shownBySome,
    call({ inputs }) {
      const aligned = align(inputs);
      const masks = aligned.map((x) => {
        const mask = maskOf(x);
        return mask && maskOfElements(mask, x);
      });
      if (masks.every((mask) => mask === undefined)) return aligned.reduce(combine);
      const { output, mask } = combineShown(aligned, masks);
      if (mask !== undefined) setMask(output, tf.any(mask, -1));
      return output;
    },
  });

/** Maximum and Minimum have no neutral number: where one side is hidden the other counts (`Merge._apply_merge_op_and_or_mask`). */
export const extremeLayer = (type: string, combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Forward =>
  maskedMergeLayer(type, combine, ([first, ...rest], [firstMask, ...masks]) =>
    rest.reduce(
      ({ output, mask: before }, x, i) => {
        const mask = masks[i];
        const seen = mask ? tf.where(mask, x, output) : x;
        const kept = before ? tf.where(before, output, seen) : output;
        return { output: combine(kept, seen), mask: mask && before ? tf.logicalOr(before, mask) : undefined };
      },
      { output: first!, mask: firstMask },
    ));

/**
 * Masks beside tensors, as Keras 3 carries them (`_keras_mask`, keras/src/backend/common/masking.py): bool tensors of a tensor's leading
 * axes, usually [batch, steps], False where a step is hidden. A mask belongs to one tensor: whatever is computed from it has a mask only
 * if its layer gives it one.
 */
import { tf } from '../../trace/tensorflow.js';
import type { ForwardCall, MaskRule } from '../define.js';

const masks = new WeakMap<tf.Tensor, tf.Tensor>();

export const maskOf = (tensor: tf.Tensor): tf.Tensor | undefined => masks.get(tensor);

/** Gives a tensor its mask; undefined takes it away. */
export function setMask(tensor: tf.Tensor, mask: tf.Tensor | undefined): void {
  if (mask === undefined) masks.delete(tensor);
  else masks.set(tensor, asBool(mask));
}

export const asBool = (mask: tf.Tensor): tf.Tensor => (mask.dtype === 'bool' ? mask : tf.cast(mask, 'bool'));

/** What most layers that support masking do: the outputs hide the steps that the first input hides (Keras's default `compute_mask`). */
export const sameMask: MaskRule = (previous) => previous;

/** The mask that Keras hands to a layer whose `call` takes one: the one given by hand, else the input's; undefined where nothing is hidden. */
export const givenMask = ({ masks: [mask] }: Pick<ForwardCall, 'masks'>): tf.Tensor | undefined => mask;

/** A mask with axes of length 1 behind its own, for tensors of `rank` axes. */
export const spreadMask = (mask: tf.Tensor, rank: number): tf.Tensor => tf.reshape(mask, [...mask.shape, ...Array.from({ length: rank - mask.rank }, () => 1)]);

/** A mask beside every element of a tensor with one axis more. */
export const maskOfElements = (mask: tf.Tensor, x: tf.Tensor): tf.Tensor => tf.broadcastTo(spreadMask(mask, x.rank), x.shape);

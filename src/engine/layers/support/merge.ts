/** Layers that combine tensors element by element, with Keras's broadcasting. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward } from '../define.js';

/** Tensors of fewer axes get axes of length 1 behind the batch, as Keras's `Merge` gives them. */
function align(inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x) => (x.rank === rank ? x : tf.reshape(x, [x.shape[0], ...Array.from({ length: rank - x.rank }, () => 1), ...x.shape.slice(1)])));
}

export const mergeLayer = (type: string, combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, finish: (x: tf.Tensor, count: number) => tf.Tensor = (x) => x): Forward =>
  defineForward({ type, call: ({ inputs }) => finish(align(inputs).reduce(combine), inputs.length) });

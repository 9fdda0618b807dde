import { tf } from '../../trace/tensorflow.js';

const toLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
const toFirst = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];

/** Runs a function of channels-last tensors on a tensor of either data format. The result may have lost its spatial axes. */
export function channelsLast(x: tf.Tensor, channelsFirst: boolean, run: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  if (!channelsFirst) return run(x);
  const result = run(tf.transpose(x, toLast(x.rank)));
  return result.rank < 3 ? result : tf.transpose(result, toFirst(result.rank));
}

/** A non-negative axis. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Reshapes a vector so that it lies along one axis of a tensor with `rank` axes. */
export function along(vector: tf.Tensor, axis: number, rank: number): tf.Tensor {
  const at = axisOf(axis, rank);
  if (at === rank - 1) return vector;
  return tf.reshape(vector, Array.from({ length: rank }, (_, i) => (i === at ? vector.size : 1)));
}

import { tf } from '../trace/tensorflow.js';

/** Sum over the axes that a loss names; over all where it names none. */
export const total = (x: tf.Tensor, axes: number[] | null): tf.Tensor => (axes === null ? tf.sum(x) : tf.sum(x, axes));
